import { checkWholeNumber } from "../check-options.ts";
import { Family } from "./family.ts";
import type { Metric } from "./family.ts";
import { Count, Distribution, Level, printValue } from "./series.ts";

/** A number that only grows, such as of orders placed. */
export type Counter<L extends string = never> = Family<L, Count>;
/** A number that goes up and down, such as of connections. */
export type Gauge<L extends string = never> = Family<L, Level>;
/** How values are spread, such as durations. */
export type Histogram<L extends string = never> = Family<L, Distribution>;

export interface RegistryOptions {
  /** Most series of each metric (default 10 000); more are counted together. */
  readonly maxSeries?: number | undefined;
}

/** Upper bounds in seconds, those that Prometheus's clients have as a default. */
export const durationBuckets: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Metrics, and their text for Prometheus.
 *
 * ```ts
 * const orders = registry.counter("orders_total", "Orders placed.", ["kind"]);
 * orders.of({ kind: "book" }).inc();
 * ```
 */
export class Registry {
  private readonly metrics: Map<string, Metric> = new Map();
  private readonly maxSeries: number;

  /** @throws {RangeError} when `maxSeries` makes no sense */
  constructor(options: RegistryOptions = {}) {
    this.maxSeries = checkWholeNumber("maxSeries", options.maxSeries ?? 10_000, 1);
  }

  /**
   * Adds a counter.
   * @param name ends with `_total`
   * @throws {TypeError} when a name or the help text breaks the rules, or the registry has a metric of that name
   */
  counter<const L extends string = never>(name: string, help: string, labels: readonly L[] = []): Counter<L> {
    return this.add(new Family("counter", name, help, labels, this.maxSeries, () => new Count()));
  }

  /** Adds a gauge; throws as {@link counter} does. */
  gauge<const L extends string = never>(name: string, help: string, labels: readonly L[] = []): Gauge<L> {
    return this.add(new Family("gauge", name, help, labels, this.maxSeries, () => new Level()));
  }

  /**
   * Adds a histogram; throws as {@link counter} does.
   * @param buckets upper bounds in ascending order (default: {@link durationBuckets}); everything is below the last one, which is
   * added by itself
   * @throws {RangeError} when the buckets are no ascending numbers
   */
  histogram<const L extends string = never>(
    name: string,
    help: string,
    labels: readonly L[] = [],
    buckets: readonly number[] = durationBuckets,
  ): Histogram<L> {
    const ascending = buckets.every(
      (bound, i) => Number.isFinite(bound) && bound > (buckets[i - 1] ?? -Infinity),
    );
    if (!ascending || buckets.length === 0)
      throw new RangeError(`the buckets of ${name} are ascending numbers`);
    return this.add(
      new Family("histogram", name, help, labels, this.maxSeries, () => new Distribution(buckets)),
    );
  }

  /** Adds a counter or gauge that somebody else keeps: it is read for each text. Throws as {@link counter} does. */
  derived(type: "counter" | "gauge", name: string, help: string, read: () => number): void {
    const print = (lines: string[]): void => printValue(lines, name, "", read());
    // The family checks the names.
    const { name: checked } = new Family(type, name, help, [], 1, () => ({ print }));
    this.add({ type, name: checked, help, print });
  }

  /**
   * All metrics in the text format of Prometheus, version 0.0.4.
   * @see https://prometheus.io/docs/instrumenting/exposition_formats/
   */
  text(): string {
    const lines: string[] = [];
    for (const metric of this.metrics.values()) {
      lines.push(`# HELP ${metric.name} ${escapeHelp(metric.help)}`, `# TYPE ${metric.name} ${metric.type}`);
      metric.print(lines);
    }
    lines.push("");
    return lines.join("\n");
  }

  private add<M extends Metric>(metric: M): M {
    if (this.metrics.has(metric.name)) throw new TypeError(`there is a metric ${metric.name} already`);
    this.metrics.set(metric.name, metric);
    return metric;
  }
}

function escapeHelp(help: string): string {
  return help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

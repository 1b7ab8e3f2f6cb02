import type { Series } from "./family.ts";

/** A series of a counter. */
export class Count implements Series {
  private value: number = 0;

  /**
   * Adds to it.
   * @param by 0 or more (default 1)
   * @throws {RangeError} when it would shrink
   */
  inc(by: number = 1): void {
    if (!(by >= 0 && by < Infinity))
      throw new RangeError(`a counter grows by a number of 0 or more, not ${by}`);
    this.value += by;
  }

  print(lines: string[], name: string, labels: string): void {
    printValue(lines, name, labels, this.value);
  }
}

/** A series of a gauge. */
export class Level implements Series {
  private value: number = 0;

  set(value: number): void {
    this.value = value;
  }

  /** @param by default 1 */
  inc(by: number = 1): void {
    this.value += by;
  }

  /** @param by default 1 */
  dec(by: number = 1): void {
    this.value -= by;
  }

  print(lines: string[], name: string, labels: string): void {
    printValue(lines, name, labels, this.value);
  }
}

/** A series of a histogram. */
export class Distribution implements Series {
  private readonly bounds: readonly number[];
  // How many values each bucket got by itself, the last one for what is beyond all bounds.
  private readonly counts: number[];
  private sum: number = 0;

  /** @param bounds upper bounds in ascending order */
  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = [...bounds, Infinity].map(() => 0);
  }

  /** @throws {RangeError} when the value is no number */
  observe(value: number): void {
    if (Number.isNaN(value)) throw new RangeError("a histogram counts numbers, not NaN");
    const { bounds, counts } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] ?? Infinity)) bucket += 1;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    this.sum += value;
  }

  print(lines: string[], name: string, labels: string): void {
    const before = labels === "" ? "" : `${labels},`;
    let below = 0;
    this.counts.forEach((count, i) => {
      below += count;
      printValue(lines, `${name}_bucket`, `${before}le="${numeral(this.bounds[i] ?? Infinity)}"`, below);
    });
    printValue(lines, `${name}_sum`, labels, this.sum);
    printValue(lines, `${name}_count`, labels, below);
  }
}

/** Adds the line of one sample. */
export function printValue(lines: string[], name: string, labels: string, value: number): void {
  lines.push(`${name}${labels === "" ? "" : `{${labels}}`} ${numeral(value)}`);
}

function numeral(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}

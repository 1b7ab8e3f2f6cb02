/** Values by the names of labels. */
export type Labels<L extends string> = Readonly<Record<L, string>>;

/** What {@link Family.of} takes: nothing when there are no labels. */
export type LabelArguments<L extends string> = [L] extends [never] ? [] : [labels: Labels<L>];

/** Kinds of metrics, as the text format calls them. */
export type MetricType = "counter" | "gauge" | "histogram";

/** Something that a registry prints. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  /** Adds one line for each sample. */
  print(lines: string[]): void;
}

/** One series of a family. */
export interface Series {
  /** @param labels `a="x",b="y"`, escaped; "" when there are none */
  print(lines: string[], name: string, labels: string): void;
}

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const labelName = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Checks what a metric is called; a message says what is wrong. */
function checkNames(type: MetricType, name: string, help: string, labels: readonly string[]): void {
  if (!metricName.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name of a metric`);
  if ((type === "counter") !== name.endsWith("_total")) {
    throw new TypeError(`names of counters, and only those, end with _total, unlike the ${type} ${name}`);
  }
  if (help === "") throw new TypeError(`${name} lacks a help text`);
  for (const label of labels) {
    if (!labelName.test(label) || (type === "histogram" && label === "le")) {
      throw new TypeError(`${JSON.stringify(label)} cannot be a label of ${name}`);
    }
  }
  if (new Set(labels).size < labels.length) throw new TypeError(`${name} has a label twice`);
}

/**
 * All series of one metric, which differ in the values of its labels. Beyond a number of series new ones are counted together,
 * with `overflow` as the value of every label: what callers choose must not fill the memory.
 */
export class Family<L extends string, S extends Series> implements Metric {
  readonly type: MetricType;
  readonly name: string;
  readonly help: string;
  private readonly labels: readonly L[];
  private readonly make: () => S;
  private readonly maxSeries: number;
  private readonly series: Map<string, S> = new Map();

  /** @throws {TypeError} when a name or the help text breaks the rules of the format */
  constructor(
    type: MetricType,
    name: string,
    help: string,
    labels: readonly L[],
    maxSeries: number,
    make: () => S,
  ) {
    checkNames(type, name, help, labels);
    this.type = type;
    this.name = name;
    this.help = help;
    this.labels = labels;
    this.maxSeries = maxSeries;
    this.make = make;
    // Without labels there is one series, and it is there before anything has happened.
    if (labels.length === 0) this.series.set("", make());
  }

  /** The series of these labels; hold on to it where it is used often. */
  of(...labels: LabelArguments<L>): S {
    const values = labels[0] as Labels<L> | undefined;
    const text = this.textOf((label) => values?.[label] ?? "");
    const known = this.series.get(text);
    if (known !== undefined) return known;
    if (this.series.size < this.maxSeries) return this.add(text);
    const overflow = this.textOf(() => "overflow");
    return this.series.get(overflow) ?? this.add(overflow);
  }

  print(lines: string[]): void {
    for (const [labels, series] of this.series) series.print(lines, this.name, labels);
  }

  private textOf(value: (label: L) => string): string {
    return this.labels.map((label) => `${label}="${escapeLabel(value(label))}"`).join(",");
  }

  private add(text: string): S {
    const series = this.make();
    this.series.set(text, series);
    return series;
  }
}

function escapeLabel(value: string): string {
  return /[\\"\n]/.test(value)
    ? value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")
    : value;
}

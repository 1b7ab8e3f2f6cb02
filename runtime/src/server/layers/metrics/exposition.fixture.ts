/** One line of a text for Prometheus. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Reads the text format and refuses what does not belong in it.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function parseText(text: string): { samples: Sample[]; help: Map<string, string> } {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const samples: Sample[] = [];
  const help = new Map<string, string>();
  const types = new Set<string>();
  for (const line of text.slice(0, -1).split("\n")) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.*)$/s.exec(line);
    if (comment !== null) {
      const [, kind, name = "", rest = ""] = comment;
      if (kind === "HELP") help.set(name, unescape(rest));
      else if (types.has(name)) throw new Error(`${name} has two types`);
      else types.add(name);
      continue;
    }
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (NaN|[+-]?Inf|[-+\d.e]+)$/s.exec(line);
    if (match === null) throw new Error(`malformed: ${line}`);
    const [, name = "", labels = "", value = ""] = match;
    samples.push({ name, labels: parseLabels(labels), value: Number(value.replace("Inf", "Infinity")) });
  }
  return { samples, help };
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  const label = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;
  while (label.lastIndex < text.length) {
    const match = label.exec(text);
    if (match === null) throw new Error(`malformed labels: ${text}`);
    labels[match[1] ?? ""] = unescape(match[2] ?? "");
  }
  return labels;
}

function unescape(text: string): string {
  return text.replace(/\\(["\\n])/g, (_all, character: string) => (character === "n" ? "\n" : character));
}

/** The value of the sample with exactly these labels. */
export function sample(
  samples: readonly Sample[],
  name: string,
  labels: Record<string, string>,
): number | undefined {
  const wanted = JSON.stringify(Object.entries(labels).toSorted());
  return samples.find(
    (one) => one.name === name && JSON.stringify(Object.entries(one.labels).toSorted()) === wanted,
  )?.value;
}

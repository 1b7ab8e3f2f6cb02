/** A value as a message shows it. */
export function shown(v: unknown): string {
  if (v === undefined || v === null) return "<nil>";
  if (typeof v === "number") return digits(v);
  if (typeof v === "bigint") return digits(Number(v));
  if (typeof v === "string") return v;
  if (typeof v !== "object") return v === true ? "true" : "false";
  if (Array.isArray(v) || v instanceof Uint8Array || v instanceof Set) {
    return `[${Array.from(v as Iterable<unknown>, shown).join(" ")}]`;
  }
  const entries = v instanceof Map ? [...(v as ReadonlyMap<unknown, unknown>)] : Object.entries(v);
  const present = entries.filter(([, value]) => value !== undefined);
  return `map[${present.map(([key, value]) => `${shown(key)}:${shown(value)}`).join(" ")}]`;
}

function digits(v: number): string {
  if (Number.isNaN(v)) return "NaN";
  if (!Number.isFinite(v)) return v > 0 ? "+Inf" : "-Inf";
  if (Object.is(v, -0)) return "-0";
  const absolute = Math.abs(v);
  if (absolute === 0 || (absolute >= 1e-4 && absolute < 1e21)) return String(v);
  return v.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

const verb = /%([-+0 #]*)(\d{1,3})?(?:\.(\d{1,2}))?([vdfgsqt%])/g;

/**
 * A format with values in the places of its verbs: `%v` any value, `%d` a whole number, `%f` and `%g` numbers, `%s` a text,
 * `%q` a text in quotes, `%t` a boolean.
 */
export function sprintf(format: string, ...values: readonly unknown[]): string {
  let next = 0;
  return format.replace(
    verb,
    (_all, flags: string, width: string | undefined, precision: string | undefined, letter: string) => {
      if (letter === "%") return "%";
      return padded(
        written(letter, flags, precision, values[next]),
        flags,
        Number(width ?? 0),
        values[next++],
      );
    },
  );
}

function padded(text: string, flags: string, width: number, v: unknown): string {
  if (flags.includes("-")) return text.padEnd(width);
  const isNumber = (typeof v === "number" && Number.isFinite(v)) || typeof v === "bigint";
  if (!flags.includes("0") || !isNumber) return text.padStart(width);
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

function written(letter: string, flags: string, precision: string | undefined, v: unknown): string {
  const value = typeof v === "bigint" ? Number(v) : v;
  if (typeof value === "number" && Number.isFinite(value) && /[dfg]/.test(letter)) {
    const text = numberText(letter, precision === undefined ? undefined : Number(precision), value);
    return flags.includes("+") && value >= 0 ? `+${text}` : text;
  }
  const text = shown(value);
  const cut =
    precision === undefined || typeof value !== "string"
      ? text
      : Array.from(text).slice(0, Number(precision)).join("");
  return letter === "q" ? JSON.stringify(cut) : cut;
}

function numberText(letter: string, precision: number | undefined, v: number): string {
  if (letter === "d") return digits(Math.trunc(v) + 0);
  if (letter === "f") return v.toFixed(precision ?? 6);
  return digits(precision === undefined ? v : Number(v.toPrecision(Math.max(1, precision))));
}

import type { FormatPart } from "./sprintf.ts";
import { formatParts } from "./sprintf.ts";

// What values are in conditions. Numbers of any width are doubles; lists, maps and bytes come as they are.

/** A value without what only JavaScript tells apart: `undefined` and bigints. */
export function plain(value: unknown): unknown {
  if (value === undefined) return null;
  return typeof value === "bigint" ? Number(value) : value;
}

/** The elements of a list with their keys; `undefined` when it is none. */
export function entriesOf(value: unknown): readonly (readonly [key: unknown, value: unknown])[] | undefined {
  if (Array.isArray(value)) return value.map((item: unknown, i) => [i, plain(item)] as const);
  if (value instanceof Uint8Array) return [...value].map((item, i) => [i, item] as const);
  if (value instanceof Set) return [...(value as ReadonlySet<unknown>)].map((item, i) => [i, plain(item)]);
  if (value instanceof Map) {
    return [...(value as ReadonlyMap<unknown, unknown>)].map(([key, item]) => [plain(key), plain(item)]);
  }
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => [key, plain(item)]);
}

/** Whether the keys of a value's elements are their places. */
export function isList(value: unknown): boolean {
  return Array.isArray(value) || value instanceof Uint8Array || value instanceof Set;
}

export function isTruthy(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === false || value === 0) return false;
  return !Array.isArray(value) || value.every((item: unknown) => isTruthy(plain(item)));
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const infinite = /^([+-]?)inf(?:inity)?$/i;

/** The number that a text stands for. */
export function parsedNumber(text: string): number | undefined {
  if (decimal.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const sign = infinite.exec(text)?.[1];
  if (sign !== undefined) return sign === "-" ? -Infinity : Infinity;
  return /^nan$/i.test(text) ? NaN : undefined;
}

/** A value as a text that joins others; `undefined` when there is none. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? undefined : shown(value);
}

/** A value as a reader sees it. */
function shown(value: unknown): string {
  const one = plain(value);
  if (one === null) return "<nil>";
  if (typeof one === "number") return shownNumber(one);
  if (typeof one === "string") return one;
  if (typeof one === "boolean") return String(one);
  const entries = entriesOf(one) ?? [];
  if (isList(one)) return `[${entries.map(([, item]) => shown(item)).join(" ")}]`;
  return `map[${entries.map(([key, item]) => `${shown(key)}:${shown(item)}`).join(" ")}]`;
}

/** The shortest digits that give the number back, with an exponent for the very small and the very large. */
function shownNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (Object.is(value, -0)) return "-0";
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e21)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

/** A format with its values in their places. */
export function formatted(format: string, values: readonly unknown[]): string {
  let next = 0;
  return formatParts(format)
    .map((part) => {
      if (part.kind === "text") return part.text;
      return part.kind === "argument" ? written(part, plain(values[next++])) : "";
    })
    .join("");
}

function written(part: FormatPart & { readonly kind: "argument" }, value: unknown): string {
  const text = body(part, value);
  const left = part.flags.includes("-");
  if (left) return text.padEnd(part.width);
  const zeros = part.flags.includes("0") && typeof value === "number" && Number.isFinite(value);
  if (!zeros) return text.padStart(part.width);
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(part.width - sign.length, "0");
}

function body(part: FormatPart & { readonly kind: "argument" }, value: unknown): string {
  const { verb, precision } = part;
  if (typeof value === "number" && Number.isFinite(value) && "dfg".includes(verb)) {
    const digits =
      verb === "d"
        ? shownNumber(Math.trunc(value) + 0)
        : verb === "f"
          ? value.toFixed(precision ?? 6)
          : shownNumber(precision === undefined ? value : Number(value.toPrecision(Math.max(1, precision))));
    return part.flags.includes("+") && value >= 0 ? `+${digits}` : digits;
  }
  const text = shown(value);
  const cut =
    precision === undefined || typeof value !== "string"
      ? text
      : Array.from(text).slice(0, precision).join("");
  return verb === "q" ? JSON.stringify(cut) : cut;
}

/** The order of two texts by their code points, as that of their bytes in UTF-8 is. */
export function compareTexts(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for characters beyond all others.
    const high = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
    return high(x) - high(y);
  }
  return a.length - b.length;
}

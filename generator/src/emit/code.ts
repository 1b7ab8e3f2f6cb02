import type { JsonValue } from "../ir/index.ts";

declare const brand: unique symbol;

/**
 * Text that is safe to print as TypeScript. Only this module makes it: {@link code} accepts nothing but `Code` and
 * numbers, so text from an IDL cannot reach the output without passing {@link literal}, {@link identifier} or
 * {@link comment}; forgetting to escape is a type error.
 */
export type Code = string & { readonly [brand]: "code" };

type Part = Code | number | readonly Code[];

/**
 * Joins pieces of code. A part of several lines keeps the indentation of the line on which it stands; a list is put one
 * element a line.
 */
export function code(strings: TemplateStringsArray, ...parts: readonly Part[]): Code {
  let text = strings[0] ?? "";
  parts.forEach((part, i) => {
    const piece = typeof part === "object" ? part.join("\n") : String(part);
    text += piece.includes("\n") ? piece.replace(/\n(?!\n)/g, "\n" + indentOf(text)) : piece;
    text += strings[i + 1] ?? "";
  });
  return text as Code;
}

/** The white space with which the last line of `text` begins. */
function indentOf(text: string): string {
  const line = text.slice(text.lastIndexOf("\n") + 1);
  return line.slice(0, line.length - line.trimStart().length);
}

/** Nothing. */
const nothing: Code = "" as Code;

/** Joins pieces with a separator that is code itself. */
export function join(
  parts: readonly Code[],
  separator: ", " | " | " | " & " | " && " | " || " | "; " | " " | " &&\n" | " +\n" | "\n" | "\n\n" | "",
): Code {
  return parts.join(separator) as Code;
}

/** A part of printed code that is code by itself: the caller knows where it may be cut. */
export function cut(text: Code, start: number, end?: number): Code {
  return text.slice(start, end) as Code;
}

/** The parts of printed code between separators that are its own, not those of something inside it. */
export function split(text: Code, separator: " | "): readonly Code[] {
  return text.split(separator) as readonly string[] as readonly Code[];
}

/** Every line of `text` moved right by `levels` steps of two spaces. */
export function indent(text: Code, levels = 1): Code {
  const step = "  ".repeat(levels);
  return text.replace(/^(?=.)/gm, step) as Code;
}

const hidden =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A character as `\uXXXX`, which is the same in strings and harmless in comments. */
function escapeUnit(unit: string): string {
  return "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0");
}

/**
 * A value as a TypeScript expression. Control, bidirectional and other invisible characters are escaped, so what a
 * reviewer sees is what runs; `__proto__` keys are computed, so that they are data.
 */
export function literal(value: JsonValue | undefined): Code {
  return text(value) as Code;
}

function text(value: JsonValue | undefined): string {
  if (value === undefined) return "undefined";
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(text).join(", ")}]`;
  const entries = Object.entries(value as { readonly [key: string]: JsonValue });
  if (entries.length === 0) return "{}";
  return `{ ${entries.map(([key, item]) => `${propertyKey(key)}: ${text(item)}`).join(", ")} }`;
}

function quoted(value: string): string {
  return JSON.stringify(value).replace(hidden, escapeUnit);
}

/** Text as a piece of a template literal, between its back quotes. */
export function templateText(value: string): Code {
  const text = quoted(value).slice(1, -1).replaceAll('\\"', '"');
  return text.replaceAll("`", "\\`").replaceAll("${", "\\${") as Code;
}

const plainIdentifier = /^[A-Za-z_$][\w$]*$/;

/** A name that a pass has made a valid identifier; throws on anything else, because that is a fault of ours. */
export function identifier(name: string): Code {
  if (!plainIdentifier.test(name)) throw new Error(`not an identifier: ${quoted(name)}`);
  return name as Code;
}

/** A name as the key of an object literal or of an interface member. */
export function propertyKey(name: string): Code {
  if (name === "__proto__") return `["__proto__"]` as Code;
  return (plainIdentifier.test(name) ? name : quoted(name)) as Code;
}

/** Access to a declared property: `object.name` or `object["na-me"]`. */
export function member(object: Code, name: string): Code {
  return (plainIdentifier.test(name) ? `${object}.${name}` : `${object}[${quoted(name)}]`) as Code;
}

/** Access to a property of an index signature (`noPropertyAccessFromIndexSignature`): always `object["name"]`. */
export function indexed(object: Code, name: string): Code {
  return `${object}[${quoted(name)}]` as Code;
}

/** Text of a human, made harmless inside a comment. Lines are trimmed at their ends. */
export function commentText(value: string): Code {
  return value
    .replace(/\r\n?/g, "\n")
    .replaceAll("*/", "*\\/")
    .replace(/[ \t]+$/gm, "")
    .replace(hidden, (unit) => (unit === "\n" ? unit : unit === "\t" ? " " : escapeUnit(unit)))
    .trim() as Code;
}

/** A documentation comment of the given paragraphs, or nothing when there are none; ends with a line break. */
export function docComment(paragraphs: readonly (Code | undefined)[]): Code {
  const text = paragraphs.filter((p) => p !== undefined && p !== "").join("\n\n");
  if (text === "") return nothing;
  if (!text.includes("\n")) return `/** ${text} */\n` as Code;
  const lines = text.split("\n").map((line) => (line === "" ? " *" : ` * ${line}`));
  return `/**\n${lines.join("\n")}\n */\n` as Code;
}

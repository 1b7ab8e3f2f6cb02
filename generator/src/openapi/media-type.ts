import type { BodyFormat } from "../ir/operation.ts";
import type { StreamType } from "../ir/type.ts";

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const range = new RegExp(
  `^(${token})/(${token})((?:[ \\t]*;[ \\t]*${token}=(?:${token}|"(?:[^"\\\\\\r\\n]|\\\\.)*"))*)[ \\t]*;?$`,
);

/** A media type or range, its type and subtype in lower case (RFC 9110 §8.3.1); `undefined` when it is none. */
export function parseMediaType(
  text: string,
): { readonly full: string; readonly essence: string } | undefined {
  const match = range.exec(text.trim());
  if (match === null) return undefined;
  const essence = `${match[1]!}/${match[2]!}`.toLowerCase();
  return { essence, full: essence + (match[3] ?? "").replace(/[ \t]*;[ \t]*/g, "; ") };
}

/** How the items of a sequence are told apart; `undefined` for a media type that is none (OpenAPI 3.2 §4.14.3). */
export function framingOf(essence: string): StreamType["framing"] | undefined {
  if (essence === "text/event-stream") return "sse";
  if (/^application\/(?:jsonl|x-jsonl|x-ndjson|ndjson|jsonlines|x-jsonlines)$/.test(essence))
    return "json-lines";
  if (/[/+]json-seq$/.test(essence)) return "json-seq";
  return essence.startsWith("multipart/") && essence !== "multipart/form-data" ? "multipart" : undefined;
}

/** How a body of a media type is treated. Text formats that are documents of their own are bytes to us. */
export function formatOf(essence: string): BodyFormat {
  const [type, subtype] = essence.split("/") as [string, string];
  if (subtype === "json" || subtype.endsWith("+json")) return "json";
  if (essence === "application/x-www-form-urlencoded") return "form";
  if (type === "multipart") return "multipart";
  if (subtype === "xml" || subtype.endsWith("+xml")) return "xml";
  return type === "text" ? "text" : "binary";
}

import type { Content, Direction, StreamType, TypeTable } from "../ir/index.ts";
import { holdsBigint } from "./bigint.ts";
import type { Code } from "./code.ts";
import { code, join, literal } from "./code.ts";
import type { Codec } from "./codec/index.ts";
import type { GeneratedFile } from "./file.ts";

/** The stream of a content whose items arrive over time. */
export function streamOf(content: Content): StreamType {
  if (content.type.kind !== "stream") throw new Error(`the content ${content.mediaType} is no stream`);
  return content.type;
}

/** What takes a stream apart into the wire values of its items. */
export function itemReader(stream: StreamType, file: GeneratedFile): Code {
  switch (stream.framing) {
    case "sse":
      return code`${file.runtime("eventReader")}(${jsonEvents(stream) ?? code``})`;
    case "json-lines":
      return file.runtime("readJsonLines");
    case "json-seq":
      return file.runtime("readJsonSeq");
    case "multipart":
      throw new Error("parts are read by their own reader");
  }
}

/** What makes the text that is sent out of the JSON of an item. */
export function itemFrame(stream: StreamType, file: GeneratedFile): Code {
  switch (stream.framing) {
    case "sse": {
      const json = jsonEvents(stream);
      const write = file.runtime("writeEvent");
      return json === undefined ? write : code`(item) => ${write}(item, ${json})`;
    }
    case "json-lines":
      return file.runtime("writeJsonLine");
    case "json-seq":
      return file.runtime("writeJsonSeq");
    case "multipart":
      throw new Error("parts are written by their own writer");
  }
}

/** Which events have JSON in their data; `undefined` when none have. */
function jsonEvents({ json }: StreamType): Code | undefined {
  if (json === undefined) return undefined;
  if (json === true) return code`true`;
  const names = json.map((name) => literal(name));
  return code`[${join(names, ", ")}]`;
}

/** The check of an item and its schema. */
export function itemCheck(
  { items }: StreamType,
  codec: Codec,
  file: GeneratedFile,
  direction: Direction,
): readonly [is: Code, schema: Code] {
  if (items.kind === "binary") return [file.runtime("isBinary"), file.runtime("AnySchema")];
  return [codec.is(file, items, direction), codec.schema(file, items, direction)];
}

/** Whether whole numbers of the items must keep every digit. */
export function itemsHoldBigint(stream: StreamType, types: TypeTable): boolean {
  return holdsBigint(stream.items, types);
}

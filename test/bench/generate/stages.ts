import { emitClient } from "../../../generator/src/emit/client/index.ts";
import { CodecFile } from "../../../generator/src/emit/codec/index.ts";
import { documentText } from "../../../generator/src/emit/document.ts";
import { reservedNames } from "../../../generator/src/emit/reserved.ts";
import { emitServer } from "../../../generator/src/emit/server/index.ts";
import { emitTypes, typeTable } from "../../../generator/src/emit/types/index.ts";
import { loadOpenApi, lowerOpenApi } from "../../../generator/src/openapi/index.ts";
import { renderFiles } from "../../../generator/src/output/render.ts";
import { runPasses } from "../../../generator/src/passes/index.ts";
import { Diagnostics } from "../../../generator/src/source/diagnostic.ts";

/** Milliseconds by stage, in the order of the pipeline. */
export type Stages = ReadonlyMap<string, number>;

/** The steps of `generate`, each by the clock. What a step loads lazily counts for it. */
export async function runStages(input: string): Promise<Stages> {
  const times = new Map<string, number>();
  const timed = async <T>(stage: string, run: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await run();
    times.set(stage, performance.now() - start);
    return result;
  };
  const diagnostics = new Diagnostics(false);
  const document = await timed("load and check", () => loadOpenApi(input, diagnostics, {}));
  if (document === undefined) throw new Error(diagnostics.list[0]?.message);
  const lowered = await timed("lower", () => lowerOpenApi(document, diagnostics, {}));
  const api = await timed("passes", () =>
    runPasses({ ...lowered.api, source: "bench.json" }, reservedNames, diagnostics),
  );
  if (diagnostics.hasErrors) throw new Error(diagnostics.list[0]?.message);
  const { file, operations } = await timed("emit types", () => emitTypes(api));
  const contract = { api, types: typeTable(api), operations };
  const codec = await timed("emit codec", () => {
    const made = new CodecFile(api);
    return { made, file: made.file };
  });
  const server = await timed("emit server", () => emitServer(contract, codec.made));
  const client = await timed("emit client", () => emitClient(contract, codec.made));
  const files = [file, codec.file, ...server, ...client];
  await timed("render", () =>
    renderFiles(files, { source: "bench.json", importExtension: ".ts" }, diagnostics),
  );
  await timed("document", () => documentText(lowered.document));
  return times;
}

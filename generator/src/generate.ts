import { basename } from "node:path";
import { emits } from "./config.ts";
import type { Emit, TargetOptions } from "./config.ts";
import { emitClient } from "./emit/client/index.ts";
import { CodecFile } from "./emit/codec/index.ts";
import { emitConstants } from "./emit/constants/index.ts";
import type { Contract } from "./emit/contract.ts";
import { documentText } from "./emit/document.ts";
import { emitExceptions } from "./emit/exceptions.ts";
import type { GeneratedFile } from "./emit/file.ts";
import { reservedNames } from "./emit/reserved.ts";
import { openApiDocument } from "./emit/openapi/index.ts";
import { emitOutgoing, keepOutgoing } from "./emit/outgoing/index.ts";
import { emitServer } from "./emit/server/index.ts";
import { emitTypes, operationsOf, typeTable } from "./emit/types/index.ts";
import { dumpApi } from "./ir/dump.ts";
import type { Api, JsonValue, Operation } from "./ir/index.ts";
import { callbacksOf } from "./ir/outgoing.ts";
import { loadOpenApi, lowerOpenApi, reportCoverage } from "./openapi/index.ts";
import { isThrift, loadThrift, lowerThrift } from "./thrift/index.ts";
import { importExtensionFor } from "./output/extension.ts";
import { formatFiles } from "./output/format.ts";
import { originOf, wayBetween } from "./output/origin.ts";
import type { OutputFile } from "./output/render.ts";
import { renderFiles } from "./output/render.ts";
import type { RouteRules } from "./passes/index.ts";
import { runPasses } from "./passes/index.ts";
import { Coverage } from "./source/coverage.ts";
import type { Diagnostic } from "./source/diagnostic.ts";
import { Diagnostics } from "./source/diagnostic.ts";

/** A contract to compile, and how. */
export interface GenerateOptions extends Omit<TargetOptions, "output"> {
  /** Path of the IDL file. */
  readonly input: string;
  /** Name of the API in PascalCase. Default: from the stem of the file. */
  readonly name?: string;
  /** Folder that the files will stand in: its project decides how they are formatted and import one another. */
  readonly outDir: string;
}

/** An operation as routers see it. */
export interface GeneratedRoute {
  readonly method: string;
  /** With `{name}` and `{*rest}`. */
  readonly path: string;
  /** Name of the operation in code. */
  readonly operation: string;
  /** The API makes this request of others, who receive it at `path` unless they choose another; absent: it serves it. */
  readonly kind?: "webhook" | "callback";
}

/** What became of a contract; nothing has been written. */
export interface GenerateResult {
  /** Everything that was found, in the order in which it was found. */
  readonly diagnostics: readonly Diagnostic[];
  /** The files of the contract by their path in `outDir`; none when a diagnostic is an error. */
  readonly files: readonly OutputFile[];
  /** Absolute paths of the files that were read, or looked for. */
  readonly sources: readonly string[];
  readonly routes: readonly GeneratedRoute[];
  /** The intermediate representation as text, for debugging; absent when there is none. */
  readonly dump?: () => string;
}

/**
 * Compiles a contract: load → lower → passes → emit → render → format. Faults of the contract are diagnostics, and all of
 * a run are reported; it throws only for faults of its own.
 */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const diagnostics = new Diagnostics(options.lenient ?? false);
  const sources: string[] = [];
  const read = isThrift(options.input) ? readThrift : readOpenApi;
  const contract = await read(options, diagnostics, (path) => sources.push(path));
  if (contract === undefined) return { diagnostics: diagnostics.list, files: [], sources, routes: [] };

  const source = originOf(options.input, options.outDir);
  const api = runPasses({ ...contract.api, source }, reservedNames, diagnostics, contract.rules);
  const result = { sources, routes: routesOf(api), dump: () => dumpApi(api) };
  if (diagnostics.hasErrors) return { ...result, diagnostics: diagnostics.list, files: [] };

  const wanted = new Set(options.emit ?? emits);
  const importExtension = options.importExtension ?? (await importExtensionFor(options.outDir));
  const rendered = await renderFiles(
    emitFiles(api, wanted),
    { source, importExtension, idlFolder: wayBetween(options.outDir, options.input) },
    diagnostics,
  );
  const files = await formatFiles(rendered, options.outDir, diagnostics);
  if (wanted.has("openapi")) files.push({ path: "openapi.json", text: documentText(contract.document(api)) });
  return { ...result, diagnostics: diagnostics.list, files: diagnostics.hasErrors ? [] : files };
}

/** What a front end makes of a contract. */
interface LoweredContract {
  readonly api: Api;
  /** What its language says about routes. */
  readonly rules?: RouteRules;
  /** The contract as an OpenAPI document, once the passes are through with it. */
  readonly document: (api: Api) => JsonValue;
}

type OnRead = (path: string) => void;

async function readOpenApi(
  options: GenerateOptions,
  diagnostics: Diagnostics,
  onRead: OnRead,
): Promise<LoweredContract | undefined> {
  const coverage = options.strictCoverage === true ? new Coverage() : undefined;
  const { root, allowHosts, include, exclude, name, int64 } = options;
  const document = await loadOpenApi(options.input, diagnostics, {
    ...(root !== undefined && { root }),
    ...(allowHosts !== undefined && { allowHosts }),
    ...(include !== undefined && { include }),
    ...(exclude !== undefined && { exclude }),
    ...(coverage && { coverage }),
    onRead,
  });
  if (document === undefined) return undefined;
  const lower = (): ReturnType<typeof lowerOpenApi> =>
    lowerOpenApi(document, diagnostics, {
      ...(name !== undefined && { name }),
      ...(int64 !== undefined && { int64 }),
    });
  const lowered = coverage?.record(lower) ?? lower();
  if (coverage !== undefined) reportCoverage(coverage, document.references, diagnostics);
  return { api: lowered.api, document: () => lowered.document };
}

async function readThrift(
  options: GenerateOptions,
  diagnostics: Diagnostics,
  onRead: OnRead,
): Promise<LoweredContract | undefined> {
  const { input, root, includePaths } = options;
  if (options.strictCoverage === true) {
    diagnostics.add(
      "VG5014",
      `strictCoverage has no effect on ${basename(input)}: it asks about contracts in OpenAPI`,
    );
  }
  const modules = await loadThrift(input, diagnostics, {
    ...(root !== undefined && { root }),
    ...(includePaths !== undefined && { includePaths }),
    onRead,
  });
  const api = lowerThrift(modules, diagnostics, options);
  return (
    api && {
      api,
      rules: { distinctTemplates: false },
      document: (whole) => openApiDocument(whole, diagnostics),
    }
  );
}

/** The wanted files and those that they import. */
function emitFiles(whole: Api, wanted: ReadonlySet<Emit>): GeneratedFile[] {
  const outgoing = (["webhooks", "callbacks"] as const).filter((which) => wanted.has(which));
  const withServer = wanted.has("server");
  const withClient = wanted.has("client");
  const withCodec = wanted.has("codec") || withServer || withClient || outgoing.length > 0;
  if (!withCodec && !wanted.has("types")) return [];
  const api = wanted.has("types") ? whole : keepOutgoing(whole, outgoing);
  const { file, operations } = emitTypes(api);
  const types = [file, ...(wanted.has("types") ? emitConstants(api) : [])];
  if (!withCodec) return types;
  const contract: Contract = { api, types: typeTable(api), operations };
  const codec = new CodecFile(api);
  return [
    ...types,
    codec.file,
    ...(withServer || withClient ? emitExceptions(contract) : []),
    ...(withServer ? emitServer(contract, codec) : []),
    ...(withClient ? emitClient(contract, codec) : []),
    ...outgoing.flatMap((which) => emitOutgoing(contract, codec, which)),
  ];
}

function routesOf(api: Api): GeneratedRoute[] {
  const row = (op: Operation): GeneratedRoute => ({
    method: op.method,
    path: op.path.text,
    operation: op.name,
  });
  return [
    ...operationsOf(api).flatMap((op) => [
      row(op),
      ...(op.aliases ?? []).map((alias) => row({ ...op, ...alias })),
    ]),
    ...(api.webhooks ?? []).map((op): GeneratedRoute => ({ ...row(op), kind: "webhook" })),
    ...callbacksOf(api).flatMap(({ callback }) =>
      callback.operations.map((op): GeneratedRoute => ({ ...row(op), kind: "callback" })),
    ),
  ];
}

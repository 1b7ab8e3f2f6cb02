import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Api, NamedType, Type } from "../../ir/index.ts";
import { Claims } from "../../passes/claims.ts";
import { unions } from "../../passes/unions.ts";
import { views } from "../../passes/views.ts";
import type { Span } from "../../source/span.ts";
import type { GeneratedFile } from "../file.ts";
import { emitTypes } from "../types/index.ts";
import { CodecFile } from "./index.ts";

const runtime = new URL("../../../../runtime/src/codegen/v1.ts", import.meta.url).href;

export const span: Span = {
  kind: "text",
  file: { name: "a", path: "/a", text: "", format: "json" },
  start: 0,
  end: 0,
};

/** An API whose operation takes and gives every type; the types are called `T0`, `T1` … */
export function apiOf(types: readonly Type[]): Api {
  const named = types.map((type, i): NamedType => ({
    id: `T${i}`,
    hint: `T${i}`,
    name: `T${i}`,
    type,
    origin: "declared",
    span,
  }));
  const contents = named.map(({ id }) => ({
    mediaType: "application/json",
    format: "json" as const,
    type: { kind: "ref" as const, target: id, span },
    encoding: [],
    span,
  }));
  const operation = {
    hint: "op",
    name: "op",
    method: "POST",
    path: { text: "/", segments: [] },
    parameters: [],
    body: { required: true, contents, span },
    replies: [{ status: { kind: "default" as const }, contents, headers: [], span }],
    security: [],
    span,
  };
  const group = { hint: "A", name: "A", operations: [operation], span };
  const base = { name: "A", source: "a.json", title: "A", version: "1", servers: [], grouped: false };
  const api: Api = { ...base, groups: [group], types: named, securitySchemes: [], span };
  return views(unions(api), new Claims(named.map(({ name }) => name)));
}

/** A file as text, its imports from the runtime as it is here. */
function print(file: GeneratedFile, from: string = runtime): string {
  const imports = file.imports.map(({ module, name, local, typeOnly }) => {
    const symbol = name === local ? name : `${name} as ${local}`;
    const source = module.startsWith(".") ? `${module}.ts` : from;
    return `import ${typeOnly ? "type " : ""}{ ${symbol} } from "${source}";`;
  });
  return [...imports, ...file.statements].join("\n");
}

/** The functions of one type, as replies have it. */
export interface Compiled {
  is(v: unknown): boolean;
  /** What explains the verdict: a schema of the runtime. */
  readonly schema: never;
  read(v: unknown): unknown;
  write(v: unknown): string;
  /** Of requests, where they differ. */
  writeRequest(v: unknown): string;
}

let modules = 0;

/** The codecs of types that may refer to each other as `T0`, `T1` …, in a file of a folder. */
export async function compileCodecs(types: readonly Type[], folder: string): Promise<Compiled[]> {
  const api = apiOf(types);
  const path = join(folder, `codec${modules++}.ts`);
  writeFileSync(path, print(new CodecFile(api).file));
  const module = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Record<string, never>;
  return api.types.map(({ views: seen, name }) => {
    const { replyRead = name, replyWrite = name, requestWrite = name } = seen ?? {};
    return {
      is: module[`is${replyRead}`] as never,
      schema: module[`${replyRead}Schema`] as never,
      read: (module[`read${replyRead}`] ?? ((v: unknown) => v)) as never,
      write: module[`write${replyWrite}`] as never,
      writeRequest: module[`write${requestWrite}`] as never,
    };
  });
}

const compilerOptions = {
  target: "es2024",
  lib: ["es2024", "dom"],
  types: [],
  module: "nodenext",
  customConditions: ["volo-source"],
  strict: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  isolatedDeclarations: true,
  declaration: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
};

/**
 * What the compiler says of the types and codecs of APIs under every strict flag that users may have set; empty when
 * nothing is wrong.
 *
 * @param more further files beside those of each API, by name.
 */
export function typeErrors(
  apis: readonly Api[],
  folder: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const project = join(folder, `project${modules++}`);
  mkdirSync(project);
  const root = fileURLToPath(new URL("../../../../", import.meta.url));
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  writeFileSync(join(project, "package.json"), '{"type":"module"}');
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*/*.ts"] }));
  apis.forEach((api, i) => {
    mkdirSync(join(project, String(i)));
    for (const file of [emitTypes(api).file, new CodecFile(api).file])
      writeFileSync(join(project, String(i), `${file.path}.ts`), print(file, "volo-http/codegen/v1"));
    for (const [name, text] of Object.entries(more)) writeFileSync(join(project, String(i), name), text);
  });
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [tsc, "-p", project], { encoding: "utf8" }).stdout;
}

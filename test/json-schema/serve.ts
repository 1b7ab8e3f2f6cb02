import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { toFetch } from "volo-http/server";
import type { Router } from "volo-http/server";
import { generate } from "../../generator/src/index.ts";
import type { Diagnostic } from "../../generator/src/index.ts";
import { root, writeTree } from "../tools.ts";
import type { Group, SuiteFile } from "./suite.ts";

/** How a generated server judged a value, or why there is none. */
export type Verdict = "valid" | "invalid" | { readonly fault: string };

/** The verdicts of a group, one for each of its cases. */
export type Verdicts = readonly Verdict[];

const references = /"\$(?:ref|dynamicRef|recursiveRef|id|anchor|dynamicAnchor)":/;

/**
 * Compiles the schemas of a file as the bodies of operations of one OpenAPI document, and sends every value to the server
 * that came out: the handler is reached, or the answer is 400.
 *
 * @param adapt Rewrites a schema before it is compiled.
 */
export async function judge(
  file: SuiteFile,
  adapt: (schema: string) => string = (s) => s,
): Promise<Verdicts[]> {
  mkdirSync(join(root, "test/.tmp"), { recursive: true });
  const folder = mkdtempSync(join(root, "test/.tmp/suite-"));
  try {
    const schemas = file.groups.map((group) => adapt(group.schema));
    const faults = new Map<number, string>();
    // A schema that does not compile must not take the others with it.
    for (let round = 0; round < schemas.length + 1; round++) {
      writeDocument(folder, schemas, faults);
      const outDir = join(folder, "gen");
      const result = await generate({
        input: join(folder, "suite.json"),
        outDir,
        name: "Suite",
        root: folder,
        lenient: true,
        importExtension: ".ts",
        emit: ["server"],
      });
      const errors = result.diagnostics.filter((one) => one.severity === "error");
      if (errors.length > 0) {
        for (const error of errors) faults.set(groupOf(error) ?? firstLeft(schemas, faults), textOf(error));
        continue;
      }
      writeTree(outDir, new Map(result.files.map(({ path, text }) => [path, text])));
      const module = (await import(`${pathToFileURL(join(outDir, "server.ts")).href}?${round}`)) as {
        readonly suiteRouter: (service: object) => Router;
      };
      return await ask(file.groups, faults, module.suiteRouter);
    }
    throw new Error(`${file.name}: no schema compiles`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A schema that refers to itself is a document of its own, whose root `#` is; any other one stands in the operation. */
function writeDocument(
  folder: string,
  schemas: readonly string[],
  faults: ReadonlyMap<number, string>,
): void {
  const paths = schemas.flatMap((schema, i) => {
    if (faults.has(i)) return [];
    const apart = references.test(schema);
    if (apart) writeFileSync(join(folder, `schema-${i}.json`), schema);
    const body = `{"required":true,"content":{"application/json":{"schema":${apart ? `{"$ref":"./schema-${i}.json"}` : schema}}}}`;
    const responses = '{"204":{"description":"accepted"}}';
    return [`"/${i}":{"post":{"operationId":"op${i}","requestBody":${body},"responses":${responses}}}`];
  });
  const info = '"info":{"title":"suite","version":"1"}';
  writeFileSync(join(folder, "suite.json"), `{"openapi":"3.1.0",${info},"paths":{${paths.join()}}}`);
}

/** The group whose schema a diagnostic is about. */
function groupOf({ span, related }: Diagnostic): number | undefined {
  for (const at of [span, ...related.map((one) => one.span)]) {
    if (at === undefined) continue;
    const own = /schema-(\d+)\.json$/.exec(at.file.path)?.[1];
    if (own !== undefined) return Number(own);
    if (at.kind !== "node") continue;
    const keys: (string | number)[] = [];
    for (let node: typeof at | undefined = at; node?.key !== undefined; node = node.parent)
      keys.unshift(node.key);
    if (keys[0] === "paths") return Number(String(keys[1]).slice(1));
  }
  return undefined;
}

function firstLeft(schemas: readonly string[], faults: ReadonlyMap<number, string>): number {
  return schemas.findIndex((_, i) => !faults.has(i));
}

function textOf({ code, message }: Diagnostic): string {
  return `${code} ${message}`;
}

async function ask(
  groups: readonly Group[],
  faults: ReadonlyMap<number, string>,
  suiteRouter: (service: object) => Router,
): Promise<Verdicts[]> {
  let reached = false;
  const handler = (): void => {
    reached = true;
  };
  const service = Object.fromEntries(groups.map((_, i) => [`op${i}`, handler]));
  const fetch = toFetch(suiteRouter(service), { onServerError: () => undefined } as never);
  const send = async (i: number, body: string): Promise<Verdict> => {
    reached = false;
    const headers = { "content-type": "application/json" };
    const response = await fetch(new Request(`http://suite/${i}`, { method: "POST", headers, body }));
    const text = await response.text();
    if (response.status === 204 && reached) return "valid";
    if (response.status !== 400) return { fault: `answered ${response.status}` };
    // The explanation has to agree with the check that said no.
    const { errors } = JSON.parse(text) as { readonly errors?: readonly unknown[] };
    return (errors ?? []).length > 0 ? "invalid" : { fault: "400 without an explanation" };
  };
  const verdicts: Verdicts[] = [];
  for (const [i, group] of groups.entries()) {
    const fault = faults.get(i);
    const list: Verdict[] = [];
    for (const { data } of group.cases) list.push(fault === undefined ? await send(i, data) : { fault });
    verdicts.push(list);
  }
  return verdicts;
}

import { Project, SyntaxKind } from "ts-morph";
import { afterAll, expect } from "vitest";
import type { Generated } from "../emit/generated.ts";
import { generated } from "../emit/generated.ts";

// A payload is text that calls `pwn_1`, a name that no identifier of ours can get. Whatever a generator does with it, no file that it prints may mention it outside of
// strings and comments, every file must parse, and loading the files must not call it.

declare global {
  var pwn_1: (() => void) | undefined;
}

/** A value of a JSON document. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A document's part. */
export type JsonObject = { readonly [key: string]: Json };

/** What became of a hostile document. */
export interface Verdict {
  /** Codes of the errors, with the position of each as `line:column`. */
  readonly errors: readonly string[];
  readonly api: Generated;
}

const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });

/** Every identifier of a file; what stands in strings and comments is none. */
function identifiersOf(text: string): Set<string> {
  const file = project.createSourceFile("a.ts", text, { overwrite: true });
  const found = new Set(file.getDescendantsOfKind(SyntaxKind.Identifier).map((node) => node.getText()));
  const literals = file
    .getDescendantsOfKind(SyntaxKind.RegularExpressionLiteral)
    .map((node) => node.getText());
  expect(
    literals.filter((literal) => literal.includes("pwn_1")),
    "a pattern is never a literal",
  ).toEqual([]);
  return found;
}

/** Characters that hide what a reviewer reads. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const invisible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** Fails when text of the contract became code in one of the generated files. */
function expectInert(files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    if (!path.endsWith(".ts")) continue;
    expect(identifiersOf(text), path).not.toContain("pwn_1");
    expect(invisible.exec(text)?.[0], path).toBeUndefined();
  }
}

const all: Generated[] = [];

/** Compiles a hostile document, first as it is and then leniently, and fails when its text became code. */
export async function compiled(document: JsonObject | string, more: JsonObject = {}): Promise<Verdict> {
  const text =
    typeof document === "string"
      ? document
      : JSON.stringify({
          openapi: "3.1.0",
          info: { title: "T", version: "1" },
          paths: {},
          ...document,
          ...more,
        });
  const strict = await attempt(text, false);
  const lenient = await attempt(text, true);
  await expectSilent(lenient);
  const errors = strict.diagnostics.filter((one) => one.severity === "error");
  return {
    errors: errors.map((one) => one.code),
    api: errors.length === 0 ? strict : lenient,
  };
}

async function attempt(text: string, lenient: boolean): Promise<Generated> {
  const api = await generated({ text }, "Api", { lenient });
  all.push(api);
  const codes = api.diagnostics.map((one) => one.code);
  expect(codes).not.toContain("VG5090");
  expect(codes).not.toContain("VG5091");
  expectInert(api.files);
  return api;
}

/** Loads what was printed; a payload that runs is heard. */
async function expectSilent(api: Generated): Promise<void> {
  let calls = 0;
  globalThis.pwn_1 = () => void calls++;
  try {
    for (const path of api.files.keys()) if (path.endsWith(".ts")) await api.load(path);
  } finally {
    globalThis.pwn_1 = undefined;
  }
  expect(calls, "loading the files ran the payload").toBe(0);
}

afterAll(() => all.forEach((one) => one.remove()));

/** An operation with whatever is given, as a document's part. */
export function operation(fields: JsonObject, method = "get", path = "/a"): JsonObject {
  return { paths: { [path]: { [method]: { responses: { "204": { description: "Done." } }, ...fields } } } };
}

/** Schemas of which the first is a JSON body. */
export function schemas(named: JsonObject): JsonObject {
  const [first = ""] = Object.keys(named);
  const pointer = encodeURIComponent(first.toWellFormed().replaceAll("~", "~0").replaceAll("/", "~1"));
  const content = { "application/json": { schema: { $ref: `#/components/schemas/${pointer}` } } };
  return {
    ...operation({ requestBody: { content }, responses: { "200": { description: "It.", content } } }, "post"),
    components: { schemas: named },
  };
}

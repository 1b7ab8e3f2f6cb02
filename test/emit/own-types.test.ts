import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reply } from "volo-http";
import { inMemory } from "volo-http/client";
import type { Transport } from "volo-http/client";
import type { Router } from "volo-http/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compilers } from "../tools.ts";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// Types of the user in place of those of the contract.

const fixture = join(import.meta.dirname, "fixtures/own-types.yaml");

const ids = `export type UserId = \`usr_\${string}\` & { readonly __brand: "UserId" };
export type Level = 1 | 2;
export interface TreeNode { readonly label?: string; children?: TreeNode[]; by?: Record<string, TreeNode> }
`;
const money = `interface Money { readonly amount: \`\${number}\`; readonly currency: "EUR" | "USD" }
export default Money;
`;

/** Puts the user's files where the contract says that they stand. */
function own(api: Generated, files: Readonly<Record<string, string>> = {}): void {
  const folder = join(api.folder, "../own");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries({ "ids.ts": ids, "money.d.ts": money, ...files }))
    writeFileSync(join(folder, name), text);
}

/** The contract beside its output, as the user's files are. */
async function contract(options: Parameters<typeof generated>[2] = {}, file = fixture): Promise<Generated> {
  return generated({ text: readFileSync(file, "utf8") }, "Own", options);
}

let api: Generated;
beforeAll(async () => {
  api = await contract();
  own(api);
});
afterAll(() => api.remove());

test("types of the user are imported and compared with what the contract describes", () => {
  expect(api.diagnostics).toEqual([]);
  const types = api.files.get("types.ts") ?? "";
  expect(types.slice(types.indexOf("import"), types.indexOf("export interface User ")))
    .toMatchInlineSnapshot(`
    "import type { Init, Narrowed, Reply } from "volo-http/codegen/v1";
    import type { Level as LevelOwn, TreeNode as TreeOwn, UserId as UserIdOwn } from "../own/ids.ts";
    import type { default as MoneyOwn } from "../own/money.d.ts";

    /** Who. Matches \`^usr_\`. */
    export type UserId = Narrowed<string, UserIdOwn>;

    export type Level = Narrowed<1 | 2 | 3, LevelOwn>;

    /** Values of {@link Level}. */
    export const Level = {
      Value1: 1,
      Value2: 2,
      Value3: 3,
    } as const;

    export type Money = Narrowed<
      {
        /** A decimal. */
        amount: string;
        currency: string;
      },
      MoneyOwn
    >;

    export type Tree = Narrowed<{ children?: Tree[]; by?: { [key: string]: Tree } }, TreeOwn>;

    export type Paid = Money & { at: string };

    "
  `);
});

test.each(compilers)(
  "types that fit compile with %s",
  async (compiler) => {
    expect(await api.check(compiler)).toBe("");
  },
  60_000,
);

/** Brands, unions, and what refers to the types of the contract itself. */
const places = `import type { Cat, Dog } from "../gen/types.ts";
export type Id = string & { readonly __id: 1 };
export type Num = number & { readonly __n: 1 };
export type Ids = Id[] & { readonly __ids: 1 };
export interface Money { a: string; b?: Num; readonly __m: 1 }
export interface Circle { kind: "circle"; r: number; readonly __c: 1 }
export type Pet = (Dog & { t: "Dog" }) | (Cat & { t: "Cat" });
export type Mixed = Id | Money | null;
export type Dict = { [key: string]: Money };
export type Nul = Id | null;
`;

test.each(compilers)(
  "parameters, headers, forms, unions, subtypes and aliases of such types compile with %s",
  async (compiler) => {
    const other = await contract({}, join(import.meta.dirname, "fixtures/own-places.yaml"));
    own(other, { "t.ts": places });
    expect(other.diagnostics.filter(({ severity }) => severity !== "info")).toEqual([]);
    expect(await other.check(compiler)).toBe("");
    other.remove();
  },
  60_000,
);

test.each(compilers)(
  "a type that does not fit is an error of %s where it is declared",
  async (compiler) => {
    const other = await contract();
    own(other, { "ids.ts": ids.replace("`usr_${string}`", "number").replace("1 | 2", "1 | 4") });
    const lines = (other.files.get("types.ts") ?? "").split("\n");
    const line = (start: string): number => lines.findIndex((one) => one.startsWith(start)) + 1;
    const errors = (await other.check(compiler)).split("\n").filter((one) => one.includes("error TS2344"));
    other.remove();
    expect(errors.map((one) => one.slice(0, one.indexOf(")")))).toEqual([
      expect.stringContaining(`types.ts(${line("export type UserId")},`),
      expect.stringContaining(`types.ts(${line("export type Level")},`),
    ]);
  },
  60_000,
);

test.each([
  [".ts", "../own/ids.ts", "../own/money.d.ts"],
  [".js", "../own/ids.js", "../own/money.js"],
  ["", "../own/ids", "../own/money"],
] as const)("imports with the extension %j", async (importExtension, idsPath, moneyPath) => {
  const other = await contract({ importExtension });
  own(other);
  const types = other.files.get("types.ts") ?? "";
  expect(types).toContain(`from "${idsPath}";`);
  expect(types).toContain(`from "${moneyPath}";`);
  other.remove();
});

test("the same contract gives the same text", async () => {
  const other = await contract();
  other.remove();
  const texts = ({ files }: Generated): string[] =>
    [...files.values()].map((text) => text.replaceAll(/\.tmp\/emit-\w+\//g, ""));
  expect(texts(other)).toEqual(texts(api));
});

test("values go round as the contract has them", async () => {
  const { ownRouter } = (await api.load("server.ts")) as { ownRouter: (service: object) => Router };
  const { OwnClient } = (await api.load("client.ts")) as {
    OwnClient: new (options: object) => Record<string, (req: object) => Promise<unknown>>;
  };
  const seen: unknown[] = [];
  const user = {
    id: "usr_2",
    level: 2,
    money: { amount: "1.50", currency: "EUR" },
    paid: { amount: "2", currency: "USD", at: "now" },
    tree: { children: [{ by: { a: {} } }] },
    byId: { a: "usr_3" },
  };
  const router = ownRouter({
    getUser: (req: object) => (seen.push(req), reply(200, user)),
    addUser: (req: object) => (seen.push(req), reply(201, user.money)),
  });
  const transport: Transport = inMemory(router);
  const client = new OwnClient({ transport });
  expect(await client["getUser"]?.({ id: "usr_2", level: 1 })).toEqual({ ...user, boss: "usr_0" });
  expect(await client["addUser"]?.({ id: "usr_2", body: user })).toEqual(user.money);
  expect(seen).toEqual([
    { id: "usr_2", friend: "usr_1", friends: ["usr_1"], level: 1 },
    { id: "usr_2", body: { ...user, boss: "usr_0" } },
  ]);
  // The contract's pattern is checked, not the user's type.
  const res = await transport.call(
    { operation: "raw", signal: undefined },
    { method: "GET", url: "/users/nobody", headers: {}, body: undefined },
  );
  expect(res.status).toBe(400);
});

describe("schemas that are not the same for everybody keep their own type", () => {
  const head = `openapi: 3.1.0
info: { title: T, version: "1" }
paths: { /a: { post: { operationId: a, requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/T" } } } },
  responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/T" } } } } } } } }
components:
  schemas:
    E: { type: object, properties: { e: { type: string, default: x } } }
    T: { x-volo-type: "./own/ids.ts#T", `;
  test.each([
    ["type: object, properties: { a: { type: string, readOnly: true } } }", 'the property "a" is readOnly'],
    ["type: object, properties: { a: { type: string, writeOnly: true } } }", 'the property "a" is writeOnly'],
    [
      "type: object, properties: { a: { type: string, default: x } } }",
      'the property "a" has a default, which writers may leave out',
    ],
    [
      'type: array, items: { $ref: "#/components/schemas/E" } }',
      'the property "e" has a default, which writers may leave out',
    ],
    ["type: string, contentEncoding: base64 }", "readers get its text as bytes"],
    ["type: [integer, string], format: int64 }", "readers get its whole numbers as bigint"],
  ])("%s", async (schema, why) => {
    const other = await generated({ text: `${head}${schema}\n` }, "T", { int64: "bigint" });
    other.remove();
    expect(other.diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ["VG2116", "error", `the type of this schema cannot be replaced: ${why}`],
    ]);
    const lenient = await generated({ text: `${head}${schema}\n` }, "T", { int64: "bigint", lenient: true });
    expect(await lenient.check()).toBe("");
    lenient.remove();
    expect(lenient.files.get("types.ts")).not.toContain("Narrowed");
  });
});

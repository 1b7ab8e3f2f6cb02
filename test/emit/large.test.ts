import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { inMemory } from "volo-http/client";
import type { Transport } from "volo-http/client";
import type { Router } from "volo-http/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// The second would have the name of a file that every large contract may have.
const groups = ["boats", "shared"];
const each = 60;

/** An author with a program that writes everything out: 120 operations, all of which repeat the same parts. */
function contract(): object {
  const user = {
    title: "Account",
    type: "object",
    required: ["id"],
    properties: {
      id: { type: "integer", description: "Never given twice." },
      login: { type: "string" },
      email: { type: "string", format: "email" },
      site_admin: { type: "boolean", default: false },
      plan: { type: "object", properties: { name: { type: "string" }, seats: { type: "integer" } } },
    },
  };
  const paths: Record<string, object> = {};
  for (const group of groups) {
    for (let n = 1; n <= each; n++) {
      const operation = {
        operationId: `${group}/list-${n}`,
        summary: `Lists ${group} of harbour ${n}.`,
        tags: [group],
        parameters: [
          { $ref: "#/components/parameters/owner" },
          { $ref: "#/components/parameters/per-page" },
          { $ref: "#/components/parameters/sort" },
          { name: "note", in: "query", schema: { type: "string" } },
        ],
        responses: {
          200: {
            description: "ok",
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  required: ["captain", "crew"],
                  properties: {
                    captain: user,
                    crew: { type: "array", items: user },
                    note: { type: "string" },
                  },
                },
              },
            },
          },
          404: { $ref: "#/components/responses/not-found" },
          422: { $ref: "#/components/responses/invalid" },
        },
      };
      const post = {
        operationId: `${group}/create-${n}`,
        tags: [group],
        parameters: [{ $ref: "#/components/parameters/owner" }],
        requestBody: {
          required: true,
          content: {
            "application/json": {
              schema: { type: "object", required: ["account"], properties: { account: user } },
            },
          },
        },
        responses: { 204: { description: "ok" }, 404: { $ref: "#/components/responses/not-found" } },
      };
      paths[`/${group}/{owner}/${n}`] = n === 1 ? { get: operation, post } : { get: operation };
    }
    // A path whose methods call its parameter differently.
    for (const [method, name] of [
      ["get", "boat"],
      ["delete", "boat_id"],
    ] as const) {
      paths[`/${group}/one/{${name}}/rest`] = {
        [method]: {
          operationId: `${group}/${method}-one`,
          tags: [group],
          parameters: [{ name, in: "path", required: true, schema: { type: "string" } }],
          responses: { 204: { description: "ok" } },
        },
      };
    }
  }
  return {
    openapi: "3.1.0",
    info: { title: "Fleet", version: "1" },
    paths,
    components: {
      parameters: {
        owner: {
          name: "owner",
          in: "path",
          required: true,
          description: "Whose fleet it is.",
          schema: { type: "string" },
        },
        "per-page": {
          name: "per_page",
          in: "query",
          description: "How many at once.",
          schema: { type: "integer", maximum: 100, default: 30 },
        },
        sort: { name: "sort", in: "query", schema: { enum: ["name", "age"] } },
      },
      responses: {
        "not-found": {
          description: "no",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/problem" } } },
        },
        invalid: {
          description: "no",
          headers: { "x-rule": { schema: { type: "string" } } },
          content: { "application/json": { schema: { $ref: "#/components/schemas/problem" } } },
        },
      },
      schemas: {
        problem: {
          type: "object",
          required: ["title"],
          properties: { title: { type: "string" }, owner: user },
        },
      },
    },
  };
}

interface Call extends Promise<unknown> {
  reply(): Promise<{ status: number; body: unknown; headers: unknown }>;
}
type Methods = Record<string, (req: object) => Call>;

let api: Generated;
let call: Methods;
const seen: object[] = [];
const account = { id: 7, login: "a", plan: { seats: 2 } };

beforeAll(async () => {
  api = await generated({ text: JSON.stringify(contract()) }, "Fleet", { lenient: true });
  const { fleetRouter } = (await api.load("server.ts")) as {
    fleetRouter: (service: object, options: object) => Router;
  };
  const { FleetClient } = (await api.load("client.ts")) as {
    FleetClient: new (options: { transport: Transport }) => Methods;
  };
  const { reply } = await import("volo-http");
  const service = {
    boatsList1: (req: object) => {
      seen.push(req);
      return { captain: account, crew: [account] };
    },
    boatsList2: () => reply(404, { title: "gone", owner: account }),
    boatsList3: () => reply(422, { title: "no" }, { headers: { xRule: "r" } }),
    boatsCreate1: (req: object) => void seen.push(req),
    boatsGetOne: (req: object) => void seen.push(req),
    boatsDeleteOne: (req: object) => void seen.push(req),
  };
  call = new FleetClient({ transport: inMemory(fleetRouter(service, { unimplemented: 501 })) });
}, 60_000);

afterAll(() => api.remove());

describe("a large contract", () => {
  test("has a file for each group, and compiles", async () => {
    // Paths that are one by the specification, under two names.
    expect(api.diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      "warning VG4002",
      "warning VG4002",
    ]);
    expect([...api.files.keys()].sort()).toEqual([
      "client.ts",
      "client/boats.ts",
      "client/shared-group.ts",
      "client/shared.ts",
      "codec.ts",
      "openapi.json",
      "server.ts",
      "server/boats.ts",
      "server/shared-group.ts",
      "server/shared.ts",
      "types.ts",
    ]);
    const use = `
import { FleetClient } from "./client.ts";
import type { FleetOperation } from "./server.ts";

const client = new FleetClient({ baseUrl: "https://example.org" });
export const login: string | undefined = (await client.boatsList1({ owner: "me" })).captain.login;
export const status: 200 | 404 | 422 = (await client.sharedList2({ owner: "me", sort: "age" }).reply()).status;
export const operation: FleetOperation = "sharedList60";
// @ts-expect-error: the owner is required
void client.boatsList1({});
// @ts-expect-error: there is no such harbour
void client.boatsList61({ owner: "me" });
`;
    writeFileSync(join(api.folder, "use.ts"), use);
    expect(await api.check()).toBe("");
  }, 60_000);

  test("declares once what it repeats", () => {
    const types = api.files.get("types.ts") ?? "";
    expect(types.split("Never given twice.").length - 1).toBe(1);
    expect(types).toContain("export interface Account {");
    expect(types.split("Whose fleet it is.").length - 1).toBe(1);
    expect(types).toContain("export interface BoatsCreate1Request extends OwnerParam {");
    expect(types).toContain('export type BoatsList1RequestInit = Init<BoatsList1Request, "per_page">;');
    expect(api.files.get("codec.ts")?.split("export function isAccount(").length).toBe(2);
  });

  test("reads and writes in one place what is defined in one place", () => {
    const count = (path: string, text: string) => (api.files.get(path) ?? "").split(text).length - 1;
    expect(count("server/shared.ts", '"owner"')).toBe(2);
    expect(count("server/boats.ts", '"owner"')).toBe(0);
    expect(count("server/boats.ts", "owner: ownerParam(x, 0),")).toBe(61);
    expect(count("server/boats.ts", "return problemReplyApplicationProblemJson(x, reply);")).toBe(61);
    expect(count("client/boats.ts", "return problemReplyApplicationProblemJson(res, 404);")).toBe(61);
    // It has headers, and so stays where it is used.
    expect(count("server/boats.ts", 'x.setOptional("x-rule"')).toBe(60);
  });

  test("is served and called like any other", async () => {
    const full = { ...account, site_admin: false };
    expect(await call["boatsList1"]?.({ owner: "me", sort: "age", note: "n" })).toEqual({
      captain: full,
      crew: [full],
    });
    expect(seen.pop()).toEqual({ owner: "me", per_page: 30, sort: "age", note: "n" });
    await call["boatsCreate1"]?.({ owner: "me", body: { account } });
    expect(seen.pop()).toEqual({ owner: "me", body: { account: full } });
    await call["boatsGetOne"]?.({ boat: "a" });
    await call["boatsDeleteOne"]?.({ boat_id: "b" });
    expect(seen.splice(0)).toEqual([{ boat: "a" }, { boat_id: "b" }]);
    await expect(call["boatsList1"]?.({ owner: "me", per_page: 101 })).rejects.toMatchObject({ status: 400 });
    await expect(call["sharedList1"]?.({ owner: "me" })).rejects.toMatchObject({ status: 501 });
    expect(await call["boatsList2"]?.({ owner: "me" }).reply()).toMatchObject({
      status: 404,
      body: { title: "gone", owner: full },
    });
    expect(await call["boatsList3"]?.({ owner: "me" }).reply()).toMatchObject({
      status: 422,
      body: { title: "no" },
      headers: { xRule: "r" },
    });
  });

  test("bundles one operation without the others", async () => {
    const folder = api.folder;
    const { outputFiles } = await build({
      stdin: {
        contents: `
          import { fleetClient } from "./client.ts";
          import { boatsCreate1 } from "./client/boats.ts";
          await boatsCreate1(fleetClient({ baseUrl: "https://example.org" }), { owner: "me", body: { account: { id: 1 } } });
        `,
        resolveDir: folder,
        loader: "ts",
      },
      conditions: ["volo-source"],
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      write: false,
    });
    const [bundle] = outputFiles;
    expect(bundle?.text).toContain("/boats/");
    expect(bundle?.text).not.toMatch(/shared|per_page|List1|must be a multiple of/);
  });
});

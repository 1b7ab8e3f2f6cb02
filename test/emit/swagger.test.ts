import { join } from "node:path";
import { reply } from "volo-http";
import { inMemory } from "volo-http/client";
import type { Transport } from "volo-http/client";
import type { BinaryBody } from "volo-http/codegen/v1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compilers } from "../tools.ts";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// A document of OpenAPI 2.0 that uses all of it, from a generated client through a generated server and back.

interface Call extends PromiseLike<unknown> {
  reply(): Promise<{ status: number; body: unknown; headers: unknown }>;
}
type Operations = Record<string, (req?: object) => Call>;

let api: Generated;
let client: Operations;
let handle: Transport;
let seen: Record<string, unknown> = {};
let answer: () => unknown = () => undefined;
const wire: { url: string; headers: Record<string, string> }[] = [];

beforeAll(async () => {
  api = await generated({ path: join(import.meta.dirname, "fixtures/swagger.yaml") }, "Swagger");
  const { swaggerRouter } = await api.load("server.ts");
  const { SwaggerClient } = await api.load("client.ts");
  const service = new Proxy(
    {},
    {
      get: () => (req: Record<string, unknown>) => {
        seen = req;
        return answer();
      },
    },
  );
  const admit = () => true;
  const router = (swaggerRouter as (service: object, options: object) => Parameters<typeof inMemory>[0])(
    service,
    {
      validateReplies: true,
      security: { login: admit, key: admit, code: admit, queryKey: admit, machine: admit },
    },
  );
  handle = inMemory(router);
  const transport: Transport = {
    call: (cx, req) => {
      wire.push({ url: req.url, headers: req.headers });
      return handle.call(cx, req);
    },
  };
  const Client = SwaggerClient as new (options: object) => Operations;
  client = new Client({ baseUrl: "http://test", transport });
});
afterAll(() => api.remove());

test("nothing is wrong with the document", () => {
  expect(api.diagnostics).toEqual([]);
});

test.each(compilers)(
  "%s finds nothing wrong in the generated code",
  async (compiler) => {
    expect(await api.check(compiler)).toBe("");
  },
  60_000,
);

async function sent(operation: string, req: object, status = 204): Promise<unknown> {
  seen = {};
  const got = await client[operation]?.(req).reply();
  expect(got).toMatchObject({ status });
  return Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== undefined));
}

const pet = { id: 1, kind: "cat" };
const lists = { csv: [1, 2], ssv: [3, 4], pipes: ["x", "y,z"] };

describe("parameters", () => {
  test("every collectionFormat arrives as it was sent", async () => {
    answer = () => reply(200, pet);
    const req = {
      ...lists,
      limit: 7,
      q: [1, 2],
      qSsv: [5, 6],
      qTsv: ["a", "b c"],
      qPipes: ["a", "b"],
      qMulti: ["p,q", "r"],
      xCsv: [1.5, 2],
      xSsv: ["a", "b,c"],
      xTsv: [1, 2],
      xPipes: ["a b", "c"],
      when: "2026-01-01T00:00:00Z",
    };
    wire.length = 0;
    expect(await sent("sendLists", req, 200)).toEqual(req);
    expect(wire[0]?.url).toBe(
      "http://test/lists/1,2/3%204/x%7Cy%2Cz?limit=7&q=1,2&qSsv=5%206&qTsv=a%09b%20c" +
        "&qPipes=a%7Cb&qMulti=p%2Cq&qMulti=r&when=2026-01-01T00%3A00%3A00Z",
    );
    expect(wire[0]?.headers).toMatchObject({
      "x-csv": "1.5,2",
      "x-ssv": "a b,c",
      "x-tsv": "1\t2",
      "x-pipes": "a b|c",
    });
  });

  test("a default stands for an absent one, and an empty value for none", async () => {
    answer = () => reply(200, pet);
    expect(await sent("sendLists", lists, 200)).toEqual({ ...lists, limit: 20 });
    const res = await handle.call(
      { operation: "sendLists", signal: undefined },
      { method: "GET", url: "http://test/lists/1/2/b?empty=&qMulti=z", headers: {}, body: undefined },
    );
    expect(res.status).toBe(200);
    expect(seen).toMatchObject({ empty: undefined, qMulti: ["z"] });
  });

  test.each([
    ["/lists/x/2/b", 400],
    ["/lists/1/2/b?limit=101", 400],
    ["/lists/1/2/b?qPipes=a|c", 400],
    ["/lists/1/2/b?qPipes=a|b&q=1,2", 200],
  ])("%s is answered by %i", async (path, status) => {
    answer = () => reply(200, pet);
    const req = { method: "GET", url: `http://test${path}`, headers: {}, body: undefined };
    const res = await handle.call({ operation: "sendLists", signal: undefined }, req);
    expect(res.status).toBe(status);
  });

  test("an item that holds the separator is refused by the client", async () => {
    for (const req of [
      { ...lists, pipes: ["a|b"] },
      { ...lists, xPipes: ["a|b"] },
      { ...lists, qTsv: ["\t", ""] },
    ])
      await expect((async () => client["sendLists"]?.(req))()).rejects.toThrow(/separator|between|tab/);
  });
});

describe("bodies", () => {
  test.each<[string, object]>([
    [
      "sendForm",
      {
        body: {
          note: "hello",
          n: 1,
          csv: [1, 2],
          ssv: ["a", "b"],
          tsv: ["a b", "c"],
          pipes: ["a", "b c"],
          multi: [true, false],
          mood: "bad",
        },
      },
    ],
    ["sendEither", { contentType: "application/x-www-form-urlencoded", body: { a: "x", list: [1, 2] } }],
    ["sendEither", { contentType: "multipart/form-data", body: { a: "x", list: [1, 2] } }],
  ])("%s %#", async (operation, req) => {
    answer = () => undefined;
    expect(await sent(operation, req)).toEqual(req);
  });

  test("a file with lists beside it", async () => {
    answer = () => undefined;
    const bytes = new Uint8Array([0, 255]);
    const body = { note: "n", file: bytes, csv: [1, 2], tsv: ["a b", "c"], multi: ["x,y", "z"] };
    const req = (await sent("sendFile", { body })) as { body: { file: BinaryBody } };
    const { file, ...rest } = req.body;
    expect(rest).toEqual({ note: "n", csv: [1, 2], tsv: ["a b", "c"], multi: ["x,y", "z"] });
    expect(await file.bytes()).toEqual(bytes);
  });

  test("a field that breaks its rule is refused", async () => {
    answer = () => undefined;
    const form = { note: "too long", n: 1 };
    expect(
      await client["sendForm"]?.({ body: form })
        .reply()
        .catch((e: Error) => e.name),
    ).toBe("ContractError");
  });

  test.each(["application/json", "application/vnd.pet+json"])("%s", async (contentType) => {
    const full = { ...pet, born: null, pair: ["a", 1], labels: { a: "b" }, score: 0.5, parent: pet };
    answer = () => reply(201, full, { contentType });
    expect(await sent("addPet", { contentType, body: full }, 201)).toEqual({ contentType, body: full });
  });

  test("text both ways", async () => {
    answer = () => "back";
    expect(await client["sendText"]?.({ body: "there" })).toBe("back");
    expect(seen["body"]).toBe("there");
  });
});

describe("replies", () => {
  test("lists in headers", async () => {
    const headers = { xCsv: [1, 2], xSsv: ["a", "b"], xTsv: ["a b", "c"], xPipes: [3, 4], xCount: 5 };
    answer = () => reply(200, pet, { headers });
    expect(await client["sendLists"]?.(lists).reply()).toMatchObject({ status: 200, body: pet, headers });
  });

  test("a file", async () => {
    answer = () => new Uint8Array([1, 2]);
    const got = (await client["getFile"]?.()) as BinaryBody;
    expect([got.contentType, await got.bytes()]).toEqual(["image/png", new Uint8Array([1, 2])]);
  });

  test("the shared failure", async () => {
    answer = () => reply(400, { message: "no" }, { contentType: "application/json" });
    expect(await client["addPet"]?.({ contentType: "application/json", body: pet }).reply()).toMatchObject({
      status: 400,
      body: { message: "no" },
    });
  });
});

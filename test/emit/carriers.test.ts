import { join } from "node:path";
import { reply } from "volo-http";
import { inMemory } from "volo-http/client";
import { BinaryBody } from "volo-http/codegen/v1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compilers } from "../tools.ts";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// Every way to carry a value, from a generated client through a generated server and back.

interface Call extends PromiseLike<unknown> {
  reply(): Promise<{ status: number; body: unknown; headers: unknown; contentType: unknown }>;
}
type Operations = Record<string, (req?: object) => Call>;

let api: Generated;
let client: Operations;
let seen: Record<string, unknown> = {};
let answer: () => unknown = () => undefined;

beforeAll(async () => {
  api = await generated({ path: join(import.meta.dirname, "fixtures/carriers.yaml") }, "Carriers");
  const { carriersRouter } = await api.load("server.ts");
  const { CarriersClient } = await api.load("client.ts");
  const service = new Proxy(
    {},
    {
      get: () => (req: Record<string, unknown>) => {
        seen = req;
        return answer();
      },
    },
  );
  const router = (carriersRouter as (service: object, options: object) => Parameters<typeof inMemory>[0])(
    service,
    {
      validateReplies: true,
    },
  );
  const Client = CarriersClient as new (options: object) => Operations;
  client = new Client({ baseUrl: "http://test", transport: inMemory(router) });
});
afterAll(() => api.remove());

test.each(compilers)(
  "%s finds nothing wrong in the generated code",
  async (compiler) => {
    expect(await api.check(compiler)).toBe("");
  },
  60_000,
);

async function sent(operation: string, req: object): Promise<unknown> {
  answer = () => undefined;
  seen = {};
  const call = client[operation]?.(req);
  const got = await call?.reply();
  expect(got).toMatchObject({ status: 204 });
  return Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== undefined));
}

const point = { x: 3, y: "a b" };

describe("parameters arrive as they were sent", () => {
  const path = Object.fromEntries(
    ["simple", "simpleExploded", "label", "labelExploded", "matrix", "matrixExploded"].flatMap((style) => [
      [`${style}N`, 7],
      [`${style}A`, [1, 2, 3]],
      [`${style}O`, point],
    ]),
  );
  test.each<[string, object]>([
    ["sendPath", path],
    [
      "sendQuery",
      {
        formN: 1,
        formA: [1, 2],
        formO: point,
        formExplodedN: -5,
        formExplodedA: [4, 5],
        spaceDelimitedA: [1, 2],
        // A space inside a value could not be told from the separator.
        spaceDelimitedO: { x: 3, y: "ab" },
        pipeDelimitedA: [3, 4],
        pipeDelimitedO: point,
        deepObjectExplodedO: point,
      },
    ],
    ["sendExploded", { point, other: "o&=?" }],
    ["sendRest", { rest: { a: 1, b: 2 }, other: "o" }],
    [
      "sendHeader",
      {
        xN: 1,
        xA: [1, 2],
        xO: { x: 1, y: "b" },
        xExplodedN: 2,
        xExplodedA: [3],
        xExplodedO: { x: 1, y: "b" },
      },
    ],
    ["sendCookie", { cn: 1, ca: [1, 2], co: point, cExplodedn: 3, cExplodeda: [4, 5] }],
    ["sendContent", { filter: point, xFilter: ["a", "b,c"] }],
    ["sendMixed", { idPath: "me", id2: null, bodyQuery: "x", sizes: [3] }],
    [
      "sendMixed",
      {
        idPath: 12,
        id2: true,
        idQuery: [1, "two"],
        bodyQuery: "there",
        created: 5,
        oneOrMany: "all",
        sizes: [1, 2],
      },
    ],
    [
      "sendMixed",
      {
        idPath: 12,
        id2: false,
        bodyQuery: "y",
        created: { gt: 1, in: [true] },
        oneOrMany: [4],
        raw: "a/b?c",
        flag: true,
        sizes: [9],
      },
    ],
  ])("%s %#", async (operation, req) => {
    expect(await sent(operation, req)).toEqual(req);
  });

  test("defaults of absent ones are filled in", async () => {
    expect(await sent("sendMixed", { idPath: "me", id2: true })).toEqual({
      idPath: "me",
      id2: true,
      bodyQuery: "there",
      sizes: [1, 2],
    });
  });
});

describe("bodies arrive as they were sent", () => {
  const bytes = new Uint8Array([0, 255, 13, 10]);

  test.each<[string, object]>([
    ["optionalJson", { body: point }],
    ["optionalJson", {}],
    [
      "sendForm",
      {
        body: {
          n: 1,
          flag: false,
          list: [1, 2],
          pipes: ["a", "b"],
          json: point,
          deep: { a: 1, b: { c: [1, 2] } },
        },
      },
    ],
    ["sendOpenForm", { body: { a: 1, other: true } }],
    ["sendSeveral", { n: 1, contentType: "application/json", body: point }],
    ["sendSeveral", { contentType: "text/plain", body: "é&" }],
    ["sendSeveral", { contentType: "multipart/form-data", body: { a: "x\r\n--y" } }],
    ["sendSeveral", {}],
  ])("%s %#", async (operation, req) => {
    expect(await sent(operation, req)).toEqual(req);
  });

  test("defaults inside a form", async () => {
    expect(await sent("sendForm", { body: { n: 1 } })).toMatchObject({ body: { n: 1, flag: true } });
  });

  test("bytes of any image", async () => {
    const req = (await sent("sendSeveral", { contentType: "image/gif", body: bytes })) as {
      contentType: string;
      body: BinaryBody;
    };
    expect(req.contentType).toBe("image/gif");
    expect(req.body).toBeInstanceOf(BinaryBody);
  });

  test("files and values of a multipart body", async () => {
    const body = {
      count: 2,
      tags: ["a", "b"],
      point,
      points: [point, { x: 1 }],
      file: new BinaryBody(bytes, { filename: "a.png", contentType: "image/png" }),
      files: [bytes, bytes],
    };
    const req = (await sent("sendMultipart", { body })) as { body: Record<string, unknown> };
    const { file, files, ...rest } = req.body as { file: BinaryBody; files: BinaryBody[] };
    expect(rest).toEqual({ count: 2, tags: ["a", "b"], point, points: [point, { x: 1 }] });
    expect([file.filename, file.contentType, await file.bytes()]).toEqual(["a.png", "image/png", bytes]);
    expect(await Promise.all(files.map((one) => one.bytes()))).toEqual([bytes, bytes]);
  });
});

describe("replies arrive as they were given", () => {
  const headers = { xPoint: { x: 1, y: "z" } };

  test.each<[string, () => unknown, object]>([
    [
      "json",
      () => reply(200, point, { headers, contentType: "application/json" }),
      { status: 200, body: point, headers, contentType: "application/json" },
    ],
    [
      "text",
      () => reply(200, "a,b", { headers: { ...headers, xList: [1, 2] }, contentType: "text/csv" }),
      { status: 200, body: "a,b", headers: { ...headers, xList: [1, 2] }, contentType: "text/csv" },
    ],
    [
      "nothing",
      () => reply(204, undefined, { headers: { xWhen: "2026-01-01T00:00:00Z" } }),
      { status: 204, body: undefined, headers: { xWhen: "2026-01-01T00:00:00Z" } },
    ],
    ["an exact status", () => reply(404, { title: "no" }), { status: 404, body: { title: "no" } }],
    ["a range", () => reply(418, { yours: true }), { status: 418, body: { yours: true } }],
    ["the default", () => reply(503, "later"), { status: 503, body: "later" }],
  ])("%s", async (_, given, expected) => {
    answer = given;
    expect(await client["getReplies"]?.({ which: "x" }).reply()).toMatchObject(expected);
  });

  test("bytes with a media type of their own", async () => {
    answer = () => reply(200, new Uint8Array([1, 2]), { headers, contentType: "image/webp" });
    const got = await client["getReplies"]?.({ which: "x" }).reply();
    expect(got?.contentType).toBe("image/webp");
    expect(await (got?.body as BinaryBody | undefined)?.bytes()).toEqual(new Uint8Array([1, 2]));
  });

  test("a bare body of a type that stands for any", async () => {
    answer = () => point;
    expect(await client["getWide"]?.()).toEqual(point);
  });

  test("a range of successes, and anything at all", async () => {
    answer = () => reply(203, null);
    expect(await client["getAny"]?.()).toBe(null);
    answer = () => reply(200, { a: [1] });
    expect(await client["getUnknown"]?.()).toEqual({ a: [1] });
  });

  test("a reply that the contract does not declare is a fault of the server", async () => {
    answer = () => reply(302);
    expect(
      await client["getAny"]?.()
        .reply()
        .catch((error: unknown) => (error as Error).name),
    ).toBe("ContractError");
  });
});

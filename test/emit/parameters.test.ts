import { join } from "node:path";
import { reply } from "volo-http";
import { inMemory, ParameterError } from "volo-http/client";
import type { ClientRequest, Transport } from "volo-http/client";

import type { Router } from "volo-http/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// What the table of styles leaves open: documents in parameters, forms, reserved characters, empty values, refusals.

interface Call extends PromiseLike<unknown> {
  reply(): Promise<{ status: number; body: unknown; headers: unknown }>;
}

let api: Generated;
let client: Record<string, (req: object) => Call>;
let server: Transport;
let wire: ClientRequest;
let seen: unknown;
let answer: () => unknown = () => undefined;

beforeAll(async () => {
  api = await generated({ path: join(import.meta.dirname, "fixtures/parameters.yaml") }, "Values");
  const { valuesRouter } = (await api.load("server.ts")) as {
    valuesRouter: (service: object, options: object) => Router;
  };
  const { ValuesClient } = (await api.load("client.ts")) as {
    ValuesClient: new (options: object) => typeof client;
  };
  const service = new Proxy({}, { get: () => (req: unknown) => ((seen = req), answer()) });
  server = inMemory(valuesRouter(service, { security: { key: () => ({}) } }));
  client = new ValuesClient({
    transport: { call: (cx, req) => server.call(cx, (wire = req)) } satisfies Transport,
  });
});
afterAll(() => api.remove());

test("generated code compiles, without a finding", async () => {
  expect(api.diagnostics.filter(({ severity }) => severity !== "info")).toEqual([]);
  expect(await api.check()).toBe("");
}, 60_000);

/** What the handler saw of a request, without what is absent. */
async function sent(operation: string, req: object): Promise<unknown> {
  answer = () => undefined;
  seen = undefined;
  await client[operation]?.(req).reply();
  return present(seen);
}

function present(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(present);
  const rows = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(rows.map(([name, part]) => [name, present(part)]));
}

/** The faults of a request, as `where name pointer message`. */
async function refused(method: string, url: string, more: Partial<ClientRequest> = {}): Promise<string[]> {
  const req = { method, url, headers: {}, body: undefined, ...more };
  const res = await server.call({ operation: "raw", signal: undefined }, req);
  const problem = JSON.parse(new TextDecoder().decode(await res.bytes())) as {
    status: number;
    errors: { in: string; name?: string; pointer: string; message: string }[];
  };
  expect(problem.status).toBe(400);
  return problem.errors.map((one) => [one.in, one.name ?? "", one.pointer, one.message].join(" "));
}

const point = { x: 1, name: 'é, 漢;="%\\' };
const bytes = Uint8Array.of(0, 255, 62);

describe("documents in parameters", () => {
  test("arrive as they were sent, wherever they are", async () => {
    const req = {
      place: point,
      point,
      big: [1, 2],
      form: { a: 1, list: ["a,b", "c&d"], deep: { x: 2, name: "=" } },
      text: 7,
      xPoint: point,
      xText: "a, b",
      cpoint: point,
      ctext: "plain%20",
    };
    expect(await sent("sendContent", req)).toEqual(req);
    expect(wire.headers["x-point"]).toBe('{"x":1,"name":"\\u00e9, \\u6f22;=\\"%\\\\"}');
    expect(wire.headers["cookie"]).toMatch(/^cpoint=%7B%22x%22%3A1.*; ctext=plain%20$/);
    expect(wire.url).toContain("form=a%3D1%26list%3Da%252Cb%26list%3Dc%2526d%26deep%255Bx%255D%3D2");
  });
  test.each<[string, string[]]>([
    ["/content/x", ["path place  must be JSON"]],
    [
      "/content/%7B%22x%22:1%7D?point=%7B%22x%22:%22a%22%7D&text=a",
      ["query point /x must be an integer", "query text  must be an integer"],
    ],
    [
      "/content/%7B%22x%22:1%7D?form=a%3Dx%26a%3D2%26deep[x]%3Dz",
      ["query form /a must not be given twice", "query form /deep/x must be an integer"],
    ],
  ])("%s is refused", async (url, faults) => {
    expect(await refused("GET", url)).toEqual(faults);
  });
});

describe("whole queries", () => {
  test("as a form", async () => {
    const filter = { q: "a b", limit: 3, tags: ["x", "y z"], within: { x: 1, name: "n" } };
    expect(await sent("sendQueryForm", { filter })).toEqual({ filter });
    expect(wire.url).toBe("/whole/form?q=a%20b&limit=3&tags=x%7Cy%20z&within%5Bx%5D=1&within%5Bname%5D=n");
    expect(await sent("sendQueryForm", { filter: { q: "" } })).toEqual({ filter: { q: "", limit: 10 } });
  });
  test("as JSON", async () => {
    const filter = { q: "a+b&é", limit: 3, tags: ["x"] };
    expect(await sent("sendQueryJson", { filter })).toEqual({ filter });
    expect(wire.url).toBe(
      "/whole/json?%7B%22q%22%3A%22a%2Bb%26%C3%A9%22%2C%22limit%22%3A3%2C%22tags%22%3A%5B%22x%22%5D%7D",
    );
    expect(await sent("sendQueryJson", {})).toEqual({});
    expect(wire.url).toBe("/whole/json");
  });
  test.each<[string, string[]]>([
    ["/whole/form", ["query filter /q is required"]],
    [
      "/whole/form?q=a&q=b&limit=x",
      ["query filter /q must not be given twice", "query filter /limit must be an integer"],
    ],
    ["/whole/json?{", ["query filter  must be JSON"]],
    ["/whole/json?%ff", ["query filter  is not valid percent-encoded UTF-8"]],
  ])("%s is refused", async (url, faults) => {
    expect(await refused("GET", url)).toEqual(faults);
  });
});

describe("values that need care", () => {
  const base = { id: "i", token: "t" };
  test.each<[string, object, string]>([
    [
      "reserved characters",
      { reserved: "a/b?c:@!$'()*,;=d#e&f+g[h]" },
      "reserved=a/b?c:@!$'()*,;=d%23e%26f%2Bg%5Bh%5D",
    ],
    ["reserved characters in a list", { reservedList: ["a/b", "c,d"] }, "reservedList=a/b,c%2Cd"],
    ["unreserved ones only", { plain: "a/b?c~-._*'" }, "plain=a%2Fb%3Fc~-._%2A%27"],
    ["a percent sign that escapes nothing", { reserved: "100%" }, "reserved=100%25"],
    ["other scripts", { plain: "漢😀" }, "plain=%E6%BC%A2%F0%9F%98%80"],
    ["the empty text", { plain: "" }, "plain="],
    ["null", { count: null }, "count="],
    ["an empty array", { flags: [] }, "flags="],
    ["an empty array without explode", { kinds: [] }, "kinds="],
    ["booleans", { flags: [true, false] }, "flags=true&flags=false"],
    ["enums of several types", { kinds: [1, "two", true, null] }, "kinds=1,two,true,null"],
    ["bytes", { bytes: [bytes, bytes] }, "bytes=AP8%2B&bytes=AP8%2B"],
    ["what is left of the query", { plain: "p", free: { a: 1, b: 2 } }, "plain=p&a=1&b=2"],
    ["an empty rest", { free: {} }, "free="],
    [
      "brackets",
      {
        deep: {
          ids: [1, 2],
          points: [{ x: 1 }, { x: 2, name: "n" }],
          counts: { "a b": 3 },
          either: { x: 9 },
        },
      },
      "deep%5Bids%5D%5B0%5D=1&deep%5Bids%5D%5B1%5D=2&deep%5Bpoints%5D%5B0%5D%5Bx%5D=1&deep%5Bpoints%5D%5B1%5D%5Bx%5D=2&deep%5Bpoints%5D%5B1%5D%5Bname%5D=n&deep%5Bcounts%5D%5Ba%20b%5D=3&deep%5Beither%5D%5Bx%5D=9",
    ],
  ])("%s", async (_, values, query) => {
    expect(await sent("sendScalars", { ...base, ...values })).toEqual({ ...base, ...values });
    expect(wire.url.slice(wire.url.indexOf("?") + 1)).toBe(query);
  });

  test("what is percent-encoded already stays so among reserved characters", async () => {
    expect(await sent("sendScalars", { ...base, reserved: "a%2Fb" })).toEqual({ ...base, reserved: "a/b" });
    expect(wire.url).toBe("/scalars/i?reserved=a%2Fb");
  });

  test.each(["a/b", "..%2f", "//evil.example", "?q", "#f", "a%2Fb", ".hidden", "\\", "é"])(
    "the path value %j stays in its segment",
    async (id) => {
      expect(await sent("sendScalars", { id, token: "t" })).toEqual({ id, token: "t" });
      expect(new URL(wire.url, "http://host").pathname.split("/")).toHaveLength(3);
    },
  );

  test.each<[string, object]>([
    ["an empty path value", { id: "" }],
    ["a dot", { id: "." }],
    ["two dots", { id: ".." }],
    ["a lone surrogate", { plain: "\ud800" }],
    ["no finite number", { count: Number.NaN }],
    ["a list of one empty text", { reservedList: [""] }],
    ["a semicolon in a cookie without escapes", { token: "a;b" }],
    ["a comma in a header's list", { xFree: { a: "1,2" } }],
    ["a name with an assignment in a header", { xFree: { "a=b": "1" } }],
    ["a line in a header", { xFree: { a: "1\r\nx: 2" } }],
    ["an empty object in brackets", { deep: {} }],
    ["an empty array in brackets", { deep: { ids: [] } }],
    ["brackets in brackets", { deep: { counts: { "a]": 1 } } }],
    ["the name of another parameter", { free: { plain: 1 } }],
    ["the name of another parameter in brackets", { free: { "deep[ids]": 1 } }],
  ])("the client refuses %s", async (_, values) => {
    await expect((async () => client["sendScalars"]?.({ ...base, ...values }))()).rejects.toThrow(
      ParameterError,
    );
  });

  const cookie = { headers: { cookie: "token=t" } };
  test.each<[string, string, Partial<ClientRequest>, string[]]>([
    ["a required cookie", "/scalars/i", {}, ["cookie token  is required"]],
    [
      "a scalar that comes twice",
      "/scalars/i?plain=a&plain=b",
      cookie,
      ["query plain  must not be given twice"],
    ],
    [
      "text that is no number",
      "/scalars/i?count=1x&flags=1",
      cookie,
      ["query count  must be an integer or null", "query flags /0 must be a boolean"],
    ],
    [
      "a property of the query that comes twice",
      "/scalars/i?a=1&a=2",
      cookie,
      ["query free  must not be given twice"],
    ],
    ["what is no UTF-8", "/scalars/i?plain=%ff", cookie, ["query plain  is not valid percent-encoded UTF-8"]],
    [
      "brackets that go too deep",
      "/scalars/i?deep[a][b][c][d][e][f]=1",
      cookie,
      ["query deep  is nested too deeply"],
    ],
    [
      "an index beyond the limit",
      "/scalars/i?deep[ids][999999999]=1",
      cookie,
      ["query deep /ids must be an array"],
    ],
    [
      "a prototype in brackets",
      "/scalars/i?deep[counts][__proto__]=x",
      cookie,
      ["query deep /counts/__proto__ must be an integer"],
    ],
    [
      "a header of other items",
      "/scalars/i",
      { headers: { cookie: "token=t", "x-ids": "1,b" } },
      ["header X-Ids /1 must be an integer"],
    ],
  ])("the server refuses %s", async (_, url, more, faults) => {
    expect(await refused("GET", url, more)).toEqual(faults);
  });

  test.each(["%ff", "%zz", "a%00b", "a%0ab"])("the server refuses the path value %s", async (id) => {
    const req = { method: "GET", url: `/scalars/${id}`, headers: { cookie: "token=t" }, body: undefined };
    expect((await server.call({ operation: "raw", signal: undefined }, req)).status).toBe(400);
  });

  test.each<[string, string, Record<string, string>, object]>([
    ["indexes in any order", "deep[ids][7]=2&deep[ids][3]=1", {}, { deep: { ids: [1, 2] } }],
    ["empty brackets", "deep[ids][]=1&deep[ids][]=2", {}, { deep: { ids: [1, 2] } }],
    ["a list of one", "deep[ids]=1", {}, { deep: { ids: [1] } }],
    ["brackets percent-encoded in part", "deep%5Bpoints][0%5D[x]=1", {}, { deep: { points: [{ x: 1 }] } }],
    ["an empty value, where it may be", "empty=", {}, {}],
    ["null as a word", "count=null", {}, { count: null }],
    ["a credential beside an object of any properties", "api_key=k&a=1", {}, { free: { a: 1 } }],
    ["white space in a header's list", "", { "x-ids": " 1 ,\t2" }, { xIds: [1, 2] }],
  ])("the server reads %s", async (_, query, headers, expected) => {
    answer = () => undefined;
    const req = {
      method: "GET",
      url: `/scalars/i?${query}`,
      headers: { cookie: "token=t", ...headers },
      body: undefined,
    };
    const res = await server.call({ operation: "raw", signal: undefined }, req);
    expect(res.status).toBe(204);
    expect(present(seen)).toEqual({ ...base, ...expected });
  });
});

describe("forms", () => {
  const body = {
    n: 1,
    none: null,
    mode: "slow",
    list: [1, 2],
    deep: { ids: [3], points: [{ x: 1, name: "a&b" }], counts: { k: 4 }, either: 5 },
    json: { sum: bytes },
    jsonList: [{ sum: bytes }],
    spaced: ["a", "b+c"],
    url: "http://h/p?q=1",
    exploded: { r: 1, g: 2 },
  };
  const text =
    "n=1&none=&mode=slow&list=1&list=2" +
    "&deep%5Bids%5D%5B0%5D=3&deep%5Bpoints%5D%5B0%5D%5Bx%5D=1&deep%5Bpoints%5D%5B0%5D%5Bname%5D=a%26b&deep%5Bcounts%5D%5Bk%5D=4&deep%5Beither%5D=5" +
    "&json=%7B%22sum%22%3A%22AP8%2B%22%7D&jsonList=%5B%7B%22sum%22%3A%22AP8%2B%22%7D%5D" +
    "&spaced=a%20b%2Bc&url=http://h/p?q=1&r=1&g=2";

  test("are read as they were written, in requests and in replies", async () => {
    answer = () => reply(200, body, { headers: { xPoint: point, xRequired: 3 } });
    const got = await client["sendForm"]?.({ body }).reply();
    expect(wire.body).toBe(text);
    expect(present(seen)).toEqual({ body });
    expect(present(got?.body)).toEqual(body);
    expect(got?.headers).toEqual({ xPoint: point, xRequired: 3 });
  });
  test("as browsers write them, with defaults", async () => {
    answer = () => reply(200, body, { headers: { xRequired: 3 } });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const req = {
      method: "POST",
      url: "/form",
      headers,
      body: "n=1&spaced=a+b&mode=a+%2B&deep%5Bids%5D%5B%5D=1",
    };
    await server.call({ operation: "raw", signal: undefined }, req);
    expect(present(seen)).toEqual({ body: { n: 1, spaced: ["a", "b"], mode: "a +", deep: { ids: [1] } } });
    await server.call({ operation: "raw", signal: undefined }, { ...req, body: "n=2" });
    expect(present(seen)).toEqual({ body: { n: 2, mode: "fast" } });
  });
  test.each<[string, string, string[]]>([
    [
      "/form",
      "n=1&n=2&json=%7B&list=a",
      ["body  /n must not be given twice", "body  /json must be JSON", "body  /list/0 must be an integer"],
    ],
    ["/form", "", ["body  /n is required"]],
    ["/form", "n=%ff", ["body  /n is not valid percent-encoded UTF-8"]],
    ["/form/closed", "a=1&b=2&metadata%5Bk%5D=v", ["body  /b is not declared"]],
  ])("%s refuses %j", async (url, form, faults) => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const all = await refused("POST", url, { headers, body: form });
    expect(all).toEqual(expect.arrayContaining(faults));
  });
  test("keep what else there is", async () => {
    expect(await sent("sendFreeForm", { body: { a: 1, b: [2, 3], c: [4], d: [] } })).toEqual({
      body: { a: 1, b: [2, 3], c: [4], d: [] },
    });
    expect(wire.body).toBe("a=1&b=2&b=3&c=4&d=");
    expect(await sent("sendClosedForm", { body: { a: 1, metadata: { k: "v", __proto__x: "y" } } })).toEqual({
      body: { a: 1, metadata: { k: "v", __proto__x: "y" } },
    });
  });
});

import { BinaryBody } from "volo-http/codegen/v1";
import { toFetch } from "volo-http/server";
import type { Router } from "volo-http/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Generated } from "../emit/generated.ts";
import { generated } from "../emit/generated.ts";

// What annotations mean, as one table: a request as it comes, and what the handler sees of it or why it is refused.

const contract = `
enum Status { OPEN = 1, CLOSED = 2 }
struct Point { 1: required double x, 2: optional double y = 7 }
typedef i64 Id
typedef Point Spot

struct Sources {
  1: required i64 id (api.path = "id")
  2: optional string q (api.query = "q")
  3: optional string agent (api.header = "X-Agent")
  4: optional string session (api.cookie = "session")
  5: optional string url (api.raw_uri = "")
  6: optional string note (api.body = "note")
}
struct Everywhere {
  1: optional string id (api.path = "id", api.query = "q", api.header = "X-Q", api.cookie = "c", api.body = "b", api.form = "f")
}
struct QueryOrBody { 1: optional string a (api.query = "a", api.body = "a"), 2: optional string b (api.body = "b") }
struct Presence {
  1: required string must (api.body = "must")
  2: optional string may (api.body = "may")
  3: string plain (api.body = "plain")
  4: optional i32 preset = 5 (api.body = "preset")
  5: required string mustQ (api.query = "mustQ")
  6: optional string mayQ (api.query = "mayQ")
  7: i32 plainQ (api.query = "plainQ")
  8: optional i32 presetQ = 6 (api.query = "presetQ")
}
struct Lists {
  1: optional list<i32> ids (api.query = "ids")
  2: optional set<string> tags (api.query = "tags")
  3: optional map<string, i32> counts (api.query = "counts")
  4: optional Spot at (api.query = "at")
  5: optional Status status (api.query = "status")
  6: optional bool on (api.query = "on")
  7: optional list<Id> big (api.query = "big")
}
struct Converted {
  1: optional i64 big (api.body = "big", api.js_conv = "true")
  2: optional list<i64> bigs (api.body = "bigs", api.js_conv = "str")
  3: optional map<i64, i64> byId (api.body = "byId", api.js_conv = "")
  4: optional i32 small (api.body = "small", api.js_conv = "string")
  5: optional i64 off (api.body = "off", api.js_conv = "false")
  6: optional binary bytes (api.body = "bytes")
  7: optional uuid key (api.body = "key")
  8: optional map<bool, string> flags (api.body = "flags")
  9: optional map<Status, i32> byStatus (api.body = "byStatus")
}
struct Tagged {
  1: optional string first (go.tag = 'json:"one"')
  2: optional string second (go.tag = "json:\\"two,omitempty\\" query:\\"second\\"")
  3: optional string secret (api.none = "true")
  4: optional string hidden (go.tag = 'json:"-"')
  5: optional i64 count (go.tag = 'json:"count,string"')
}
struct TagRules {
  1: optional i32 n (go.tag = 'query:"n" default:"7"')
  2: optional string must (go.tag = 'query:"must,required"')
  3: optional string who (api.header = "x-who", go.tag = 'json:"who"')
  4: optional list<Id> ids
}
union Choice { 1: string text, 2: Point point, 3: i64 number }
struct Chosen { 1: required Choice choice (api.body = "choice") }
struct Formed { 1: required string name (api.form = "name"), 2: optional i32 age (api.form = "age") }
struct Both { 1: required string name (api.form = "name", api.body = "name") }
struct Raw { 1: required binary data (api.raw_body = "") }
struct Rules {
  1: required i32 count (api.body = "count", api.vd = "$ > 0 && $ < 10; msg:'one to nine'")
  2: optional string name (api.body = "name", api.vd = "?; len($) < 5")
  3: optional i32 least (api.body = "least")
  4: optional i32 most (api.body = "most", api.vd = "? ; $ >= (Least)$")
  5: optional string code (api.query = "code", api.vd = "? ; regexp('^[a-z]+$')")
}
struct Base { 1: string LogID }
struct Called { 1: optional string name, 255: optional Base Base }
struct Spaces { 1: optional string a, 2: optional string b }
struct Rest { 1: required string version (api.path = "version"), 2: required string path (api.path = "path") }

service Api {
  void sources(1: Sources r) (api.post = "/sources/:id")
  void everywhere(1: Everywhere r) (api.post = "/everywhere/:id")
  void queryOrBody(1: QueryOrBody r) (api.post = "/query-or-body")
  void presence(1: Presence r) (api.post = "/presence")
  void lists(1: Lists r) (api.get = "/lists")
  void converted(1: Converted r) (api.post = "/converted")
  void tagged(1: Tagged r) (api.post = "/tagged")
  void tagRules(1: TagRules r) (api.post = "/tag-rules")
  void chosen(1: Chosen r) (api.post = "/chosen")
  void formed(1: Formed r) (api.post = "/formed")
  void both(1: Both r) (api.post = "/both")
  void raw(1: Raw r) (api.post = "/raw")
  void rules(1: Rules r) (api.post = "/rules")
  void called(1: Called r) (api.post = "/called")
  void byGet(1: Spaces r) (api.get = "/spaces", api.delete = "/spaces")
  void byPost(1: Spaces r) (api.post = "/spaces")
  void rest(1: Rest r) (api.get = "/files/v:version/*path")
  void whole(1: Point r) (api.put = "/whole")
  void scalar(1: string r) (api.post = "/scalar")
  void map(1: map<string, string> r) (api.get = "/map")
  void anyhow(1: Spaces r) (api.any = "/anyhow")
}
`;

let api: Generated;
let fetch: (request: Request) => Promise<Response>;
let seen: unknown;
beforeAll(async () => {
  api = await generated({ text: contract, extension: "thrift" }, "Api");
  const { apiRouter } = (await api.load("server.ts")) as { apiRouter: (service: object) => Router };
  const service = new Proxy(
    {},
    { get: (_, name) => (req: unknown) => void (seen = { [String(name)]: present(req) }) },
  );
  fetch = toFetch(apiRouter(service));
});
afterAll(() => api.remove());

/** A value without what is absent; bytes as a list. */
function present(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof BinaryBody) return "bytes";
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(present);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [key, present(part)]),
  );
}

type Outcome = { seen: unknown } | { status: number; faults: string[] };

async function send(line: string, body?: unknown, headers: Record<string, string> = {}): Promise<Outcome> {
  const [method = "GET", target = "/"] = line.split(" ");
  const init: RequestInit = { method, headers: { ...headers } };
  if (typeof body === "string" || body instanceof Uint8Array || body instanceof FormData) {
    init.body = body as NonNullable<RequestInit["body"]>;
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "content-type": "application/json", ...headers };
  }
  seen = undefined;
  const response = await fetch(new Request(`http://test${target}`, init));
  if (response.status < 300) return { seen };
  const problem = (await response.json()) as {
    errors?: { in: string; name?: string; pointer: string; message: string }[];
  };
  const faults = (problem.errors ?? []).map((one) =>
    [one.in, one.name ?? one.pointer].filter((part) => part !== "").join(" "),
  );
  return { status: response.status, faults };
}

const form = { "content-type": "application/x-www-form-urlencoded" };
const json = { "content-type": "application/json" };
/** What a body does not declare stays in it and goes nowhere else. */
const evil = { note: "n", id: 2, q: "x", "X-Agent": "evil", agent: "evil", session: "evil", url: "evil" };

describe("sources", () => {
  test.each<[name: string, line: string, body: unknown, headers: Record<string, string>, expected: Outcome]>([
    [
      "each value comes from where its annotation says",
      "POST /sources/9223372036854775807?q=1",
      { note: "n" },
      { "x-agent": "me", cookie: "session=s" },
      {
        seen: {
          sources: {
            id: 9223372036854775807n,
            q: "1",
            xAgent: "me",
            session: "s",
            url: "/sources/9223372036854775807?q=1",
            body: { note: "n" },
          },
        },
      },
    ],
    [
      "a body cannot set what is in a header, a cookie, the query or the path",
      "POST /sources/1",
      evil,
      {},
      { seen: { sources: { id: 1n, url: "/sources/1", body: evil } } },
    ],
    [
      "the path comes first",
      "POST /everywhere/p?q=q",
      { b: "b" },
      { "x-q": "h", cookie: "c=c" },
      { seen: { everywhere: { id: "p" } } },
    ],
    [
      "the query before the body",
      "POST /query-or-body?a=q",
      { a: "j", b: "b" },
      {},
      { seen: { queryOrBody: { a: "q", body: { a: "j", b: "b" } } } },
    ],
    [
      "the body where the query has nothing",
      "POST /query-or-body",
      { a: "j" },
      {},
      { seen: { queryOrBody: { a: "j", body: { a: "j" } } } },
    ],
    ["GET takes from the query", "GET /spaces?a=1", undefined, {}, { seen: { byGet: { a: "1" } } }],
    ["DELETE takes from the query", "DELETE /spaces?a=1", undefined, {}, { seen: { byGet: { a: "1" } } }],
    [
      "POST takes from the body",
      "POST /spaces?a=1",
      { b: "2" },
      {},
      { seen: { byPost: { body: { b: "2" } } } },
    ],
    [
      "a parameter in the middle of a segment, and the rest",
      "GET /files/v2/a/b.txt",
      undefined,
      {},
      { seen: { rest: { version: "2", path: "a/b.txt" } } },
    ],
    ["a struct is the body", "PUT /whole", { x: 1 }, {}, { seen: { whole: { body: { x: 1, y: 7 } } } }],
    ["a text is the body", "POST /scalar", '"text"', json, { seen: { scalar: { body: "text" } } }],
    ["a map is the query", "GET /map?a=1&b=2", undefined, {}, { seen: { map: { r: { a: "1", b: "2" } } } }],
    ["PATCH is any method", "PATCH /anyhow", undefined, {}, { seen: { anyhow: {} } }],
    [
      "raw bytes",
      "POST /raw",
      Uint8Array.of(0, 255),
      { "content-type": "image/png" },
      { seen: { raw: { contentType: "image/png", body: "bytes" } } },
    ],
    [
      "what a gateway adds is let in",
      "POST /called",
      { name: "n", Base: { LogID: "1" } },
      {},
      { seen: { called: { body: { name: "n", Base: { LogID: "1" } } } } },
    ],
  ])("%s", async (_name, line, body, headers, expected) => {
    expect(await send(line, body, headers)).toEqual(expected);
  });
});

describe("presence", () => {
  const must = "POST /presence?mustQ=1";
  const defaults = { mustQ: "1", plainQ: 0, presetQ: 6 };
  test.each<[name: string, line: string, body: unknown, expected: Outcome]>([
    [
      "absent: defaults, and zero where the field is neither required nor optional",
      must,
      { must: "" },
      { seen: { presence: { ...defaults, body: { must: "", plain: "", preset: 5 } } } },
    ],
    [
      "null is absent",
      must,
      { must: "a", may: null, plain: null, preset: null },
      { seen: { presence: { ...defaults, body: { must: "a", plain: "", preset: 5 } } } },
    ],
    [
      "what is given is kept",
      `${must}&mayQ=&plainQ=3&presetQ=4`,
      { must: "a", may: "", plain: "p", preset: 0 },
      {
        seen: {
          presence: {
            mustQ: "1",
            mayQ: "",
            plainQ: 3,
            presetQ: 4,
            body: { must: "a", may: "", plain: "p", preset: 0 },
          },
        },
      },
    ],
    ["required and absent", "POST /presence", {}, { status: 400, faults: ["query mustQ", "body /must"] }],
    ["required and null", must, { must: null }, { status: 400, faults: ["body /must"] }],
    [
      "an empty text in the query is present",
      "POST /presence?mustQ=",
      { must: "a" },
      { seen: { presence: { mustQ: "", plainQ: 0, presetQ: 6, body: { must: "a", plain: "", preset: 5 } } } },
    ],
    ["an empty number is none", `${must}&plainQ=`, { must: "a" }, { status: 400, faults: ["query plainQ"] }],
  ])("%s", async (_name, line, body, expected) => {
    expect(await send(line, body)).toEqual(expected);
  });
});

describe("lists, maps, structs and enums in the query", () => {
  test.each<[query: string, expected: Outcome]>([
    ["ids=1&ids=2", { seen: { lists: { ids: [1, 2] } } }],
    ["ids=1,2", { status: 400, faults: ["query ids"] }],
    ["tags=a&tags=b", { seen: { lists: { tags: ["a", "b"] } } }],
    ["tags=a&tags=a", { status: 400, faults: ["query tags"] }],
    ['counts={"a":1}', { seen: { lists: { counts: { a: 1 } } } }],
    ["counts={a", { status: 400, faults: ["query counts"] }],
    ['counts={"a":"x"}', { status: 400, faults: ["query counts"] }],
    ['at={"x":1}', { seen: { lists: { at: { x: 1, y: 7 } } } }],
    ["status=OPEN", { seen: { lists: { status: 1 } } }],
    ["status=2", { seen: { lists: { status: 2 } } }],
    ["status=99", { status: 400, faults: ["query status"] }],
    ["on=true", { seen: { lists: { on: true } } }],
    ["big=-9223372036854775808", { seen: { lists: { big: [-9223372036854775808n] } } }],
    ["big=9223372036854775808", { status: 400, faults: ["query big"] }],
  ])("%s", async (query, expected) => {
    expect(await send(`GET /lists?${encodeURI(query)}`)).toEqual(expected);
  });
});

describe("values in JSON", () => {
  test.each<[body: string, expected: Outcome]>([
    ['{"big":"9223372036854775807"}', { seen: { converted: { body: { big: 9223372036854775807n } } } }],
    ['{"big":9223372036854775807}', { seen: { converted: { body: { big: 9223372036854775807n } } } }],
    ['{"big":"9223372036854775808"}', { status: 400, faults: ["body /big"] }],
    ['{"big":"1.5"}', { status: 400, faults: ["body /big"] }],
    ['{"big":""}', { status: 400, faults: ["body /big"] }],
    ['{"bigs":["1",2]}', { seen: { converted: { body: { bigs: [1n, 2n] } } } }],
    ['{"byId":{"-5":"6"}}', { seen: { converted: { body: { byId: { "-5": 6n } } } } }],
    ['{"byId":{"x":"6"}}', { status: 400, faults: ["body /byId/x"] }],
    ['{"small":"12"}', { seen: { converted: { body: { small: 12 } } } }],
    ['{"small":"2147483648"}', { status: 400, faults: ["body /small"] }],
    ['{"off":9223372036854775807}', { seen: { converted: { body: { off: 9223372036854775807n } } } }],
    ['{"bytes":"AP8="}', { seen: { converted: { body: { bytes: [0, 255] } } } }],
    ['{"bytes":"A"}', { status: 400, faults: ["body /bytes"] }],
    [
      '{"key":"00000000-0000-4000-8000-000000000000"}',
      { seen: { converted: { body: { key: "00000000-0000-4000-8000-000000000000" } } } },
    ],
    ['{"key":"zero"}', { status: 400, faults: ["body /key"] }],
    ['{"flags":{"true":"a"}}', { seen: { converted: { body: { flags: { true: "a" } } } } }],
    ['{"flags":{"yes":"a"}}', { status: 400, faults: ["body /flags/yes"] }],
    ['{"byStatus":{"1":5}}', { seen: { converted: { body: { byStatus: { 1: 5 } } } } }],
  ])("%s", async (body, expected) => {
    expect(await send("POST /converted", body, json)).toEqual(expected);
  });

  test("tags of Go require fields and have defaults, and names in JSON are no places", async () => {
    expect(
      await send("POST /tag-rules?must=a", { who: "body", ids: ["1", 2] }, { "x-who": "header" }),
    ).toEqual({
      seen: { tagRules: { n: 7, must: "a", xWho: "header", body: { who: "body", ids: [1n, 2n] } } },
    });
    expect(await send("POST /tag-rules?must=a", { who: "body" })).toEqual({
      seen: { tagRules: { n: 7, must: "a", body: { who: "body" } } },
    });
    expect(await send("POST /tag-rules", {})).toMatchObject({ status: 400 });
  });

  test("tags of Go name fields, and hide them", async () => {
    const body = { one: "1", two: "2", first: "x", secret: "s", hidden: "h", count: "5" };
    expect(await send("POST /tagged?second=q", body)).toEqual({
      seen: { tagged: { second: "q", body: { ...body, count: 5n } } },
    });
  });

  test.each<[body: object, expected: Outcome]>([
    [{ choice: { text: "a" } }, { seen: { chosen: { body: { choice: { text: "a" } } } } }],
    [{ choice: { point: { x: 1 } } }, { seen: { chosen: { body: { choice: { point: { x: 1, y: 7 } } } } } }],
    [{ choice: { number: 5, text: null } }, { seen: { chosen: { body: { choice: { number: 5n } } } } }],
    [{ choice: {} }, { status: 400, faults: ["body /choice"] }],
    [{ choice: { text: "a", number: 1 } }, { status: 400, faults: ["body /choice"] }],
    [{ choice: { text: 1 } }, { status: 400, faults: ["body /choice/text"] }],
  ])("exactly one member: %j", async (body, expected) => {
    expect(await send("POST /chosen", body)).toEqual(expected);
  });
});

describe("forms", () => {
  const multipart = new FormData();
  multipart.set("name", "n");
  multipart.set("age", "4");
  test.each<[name: string, line: string, body: unknown, headers: Record<string, string>, expected: Outcome]>([
    [
      "urlencoded",
      "POST /formed",
      "name=n&age=4",
      form,
      { seen: { formed: { contentType: "application/x-www-form-urlencoded", body: { name: "n", age: 4 } } } },
    ],
    [
      "multipart",
      "POST /formed",
      multipart,
      {},
      { seen: { formed: { contentType: "multipart/form-data", body: { name: "n", age: 4 } } } },
    ],
    ["a form is no JSON", "POST /formed", { name: "n" }, {}, { status: 415, faults: [] }],
    ["not from the query", "POST /formed?name=q", "age=4", form, { status: 400, faults: ["body /name"] }],
    [
      "both annotations take both",
      "POST /both",
      { name: "n" },
      {},
      { seen: { both: { contentType: "application/json", body: { name: "n" } } } },
    ],
    [
      "both annotations take both: form",
      "POST /both",
      "name=n",
      form,
      { seen: { both: { contentType: "application/x-www-form-urlencoded", body: { name: "n" } } } },
    ],
  ])("%s", async (_name, line, body, headers, expected) => {
    expect(await send(line, body, headers)).toEqual(expected);
  });
});

describe("rules", () => {
  test.each<[line: string, body: object, expected: Outcome]>([
    ["POST /rules", { count: 9 }, { seen: { rules: { body: { count: 9 } } } }],
    ["POST /rules", { count: 10 }, { status: 400, faults: ["body /count"] }],
    ["POST /rules", { count: 1, name: "étage" }, { status: 400, faults: ["body /name"] }],
    ["POST /rules", { count: 1, name: "four" }, { seen: { rules: { body: { count: 1, name: "four" } } } }],
    ["POST /rules", { count: 1, least: 2, most: 1 }, { status: 400, faults: ["body /most"] }],
    [
      "POST /rules",
      { count: 1, least: 2, most: 2 },
      { seen: { rules: { body: { count: 1, least: 2, most: 2 } } } },
    ],
    ["POST /rules?code=A", { count: 1 }, { status: 400, faults: ["query code"] }],
    ["POST /rules?code=a", { count: 1 }, { seen: { rules: { code: "a", body: { count: 1 } } } }],
  ])("%s %j", async (line, body, expected) => {
    expect(await send(line, body)).toEqual(expected);
  });
});

test("it compiles", async () => {
  expect(await api.check()).toBe("");
});

import { describe, expect, test } from "vitest";
import type { ThriftOptions } from "../context.ts";
import { lowered, operationLines } from "./testing.ts";

/** The lines of one operation up to its replies, and what was found. */
function request(verb: string, fields: string, options: ThriftOptions = {}, route = "/a"): string[] {
  const text = `struct R { ${fields} }\nservice S { void a(1: R r) (${verb} = "${route}") }`;
  const result = lowered(text, options);
  const lines = operationLines(result);
  return [
    ...lines.slice(
      0,
      lines.findIndex((line) => line.startsWith("reply")),
    ),
    ...result.found,
  ];
}

const json = ["body", "  application/json json: object"];
const all = `1: optional string x (api.path="p", api.query="q", api.header="H", api.cookie="c", api.form="f", api.body="b")`;

describe("every source", () => {
  test.each<[name: string, fields: string, expected: string[]]>([
    ["path", `1: i64 x (api.path="p")`, ["path p simple: int64 as=bigint"]],
    ["query", `1: required i32 x (api.query="q")`, ["query q form*: int32"]],
    ["header", `1: optional string x (api.header="X-A")`, ["header X-A? simple: string"]],
    ["cookie", `1: optional string x (api.cookie="c")`, ["cookie c? form*: string"]],
    ["cookie with attributes", `1: optional string x (api.cookie="c; Path=/")`, ["cookie c? form*: string"]],
    ["raw_uri", `1: optional string x (api.raw_uri="")`, ["url x simple: string"]],
    ["body", `1: optional string x (api.body="b")`, ["body", "  application/json json: → R"]],
    [
      "form",
      `1: optional string x (api.form="f")`,
      [
        "body",
        "  application/x-www-form-urlencoded form: object",
        "    .f?: string",
        "  multipart/form-data multipart: object",
        "    .f?: string",
      ],
    ],
    [
      "a file",
      `1: required binary x (api.form="f"), 2: optional list<binary> y (api.form="g")`,
      [
        "body",
        "  multipart/form-data multipart: object",
        "    .f: binary",
        "    .g?: array",
        "      items binary",
      ],
    ],
    ["raw body", `1: required binary x (api.raw_body="")`, ["body", "  */* binary: binary"]],
    ["raw body as text", `1: string x (api.raw_body="")`, ["body?", "  */* text: string"]],
    [
      "raw body beside others",
      `1: required binary x (api.raw_body=""), 2: optional string y`,
      ["body", "  raw x bytes", "  application/json json: object", "    .y?: string"],
    ],
    ["nothing", `1: optional string x`, ["body", "  application/json json: → R"]],
    [
      "nothing beside a source",
      `1: optional string x, 2: optional string q (api.query="q")`,
      ["query q? form*: string", ...json, "    .x?: string"],
    ],
    ["none", `1: optional string x (api.none="true")`, []],
  ])("%s", (_name, fields, expected) => {
    const route = fields.includes("api.path") ? "/a/:p" : "/a";
    expect(request("api.post", fields, {}, route)).toEqual(expected);
  });

  test("all of them at once, in the fixed order, whatever the order of the annotations", () => {
    expect(request("api.post", all, {}, "/a/:p")).toContain(
      "path p simple from [path p, form f, query q, cookie c, header H, body b]: string",
    );
    expect(request("api.post", all, {}, "/a")).toContain(
      "query q? form* from [form f, query q, cookie c, header H, body b]: string",
    );
  });

  test.each([
    ["query", "header", "query a? form* from [query a, header b]: string"],
    ["header", "query", "query b? form* from [query b, header a]: string"],
    ["cookie", "query", "query b? form* from [query b, cookie a]: string"],
    ["header", "cookie", "cookie b? form* from [cookie b, header a]: string"],
    ["body", "query", "query b? form* from [query b, body a]: string"],
    ["header", "body", "header a? simple from [header a, body b]: string"],
    ["form", "header", "header b? simple from [form a, header b]: string"],
    ["cookie", "form", "cookie a? form* from [form b, cookie a]: string"],
  ])("%s and %s", (first, second, expected) => {
    expect(request("api.post", `1: optional string x (api.${first}="a", api.${second}="b")`)[0]).toBe(
      expected,
    );
  });

  test("a body that only parameters are read from is hidden", () => {
    expect(request("api.post", `1: optional string x (api.query="q", api.body="b")`)).toEqual([
      "query q? form* from [query q, body b]: string",
      "body? hidden",
      "  application/json json: unknown",
      "1:49 info VG3403 `x` is looked for in several places: the query, then the body",
    ]);
  });

  test("JSON and a form may hold the same", () => {
    expect(request("api.post", `1: required string x (api.form="n", api.body="n")`)).toEqual([
      "body",
      "  application/json json: → R",
      "  application/x-www-form-urlencoded form: → R",
      "  multipart/form-data multipart: → R",
    ]);
  });
});

describe("the place of a field that says nothing", () => {
  const query = ["query x? form*: string"];
  const body = ["body", "  application/json json: → R"];
  const everywhere = [
    "query x? form* from [form x, query x, body x]: string",
    "body? hidden",
    "  application/json json: unknown",
    "  application/x-www-form-urlencoded form: unknown",
    "  multipart/form-data multipart: unknown",
  ];
  const warned = [...query, "1:31 warning VG3450 GET is sent without a body: `x` is read from the query"];
  test.each<[verb: string, options: ThriftOptions, expected: string[]]>([
    ["api.get", {}, query],
    ["api.head", {}, query],
    ["api.delete", {}, query],
    ["api.post", {}, body],
    ["api.put", {}, body],
    ["api.patch", {}, body],
    ["api.options", {}, body],
    ["api.get", { compat: "hertz" }, query],
    ["api.post", { compat: "hertz" }, everywhere],
    ["api.delete", { compat: "hertz" }, everywhere],
    ["api.post", { compat: "kitex" }, body],
    ["api.delete", { compat: "kitex" }, body],
    ["api.get", { compat: "kitex" }, warned],
  ])("%s %j", (verb, options, expected) => {
    expect(request(verb, "1: optional string x", options)).toEqual(expected);
  });

  test("of a method that has both kinds of routes, it is in the query or in the body", () => {
    const both = lowered(
      `struct R { 1: optional string x }\nservice S { void a(1: R r) (api.post="/a", api.get="/a") }`,
    );
    expect(operationLines(both).slice(0, 4)).toEqual([
      "alias POST /a",
      "query x? form* from [query x, body x]: string",
      "body? hidden",
      "  application/json json: unknown",
    ]);
  });

  test("kitex goes by the last annotation", () => {
    expect(
      request("api.post", `1: optional string x (api.query="q", api.header="h")`, { compat: "kitex" }),
    ).toEqual([
      "header h? simple: string",
      "1:49 info VG3403 several places are named for `x`: the last one counts, a header",
    ]);
  });
});

describe("what parameters hold", () => {
  test.each<[field: string, options: ThriftOptions, expected: string]>([
    [`list<i32> x (api.query="q")`, {}, "query q? form*: array"],
    [`list<i32> x (api.query="q")`, { queryLists: "csv" }, "query q? form: array"],
    [`list<i32> x (api.query="q")`, { compat: "kitex" }, "query q? form: array"],
    [`set<string> x (api.header="h")`, {}, "header h? simple: array uniqueItems=true"],
    [`list<string> x (api.cookie="c")`, {}, "cookie c? form: array"],
    [`map<string, i32> x (api.query="q")`, {}, "query q? application/json: map"],
    [`list<list<i32>> x (api.query="q")`, {}, "query q? application/json: array"],
    [`T x (api.header="h")`, {}, "header h? application/json: → T"],
  ])("%s %j", (field, options, expected) => {
    const text = `struct T { 1: i32 a }\nstruct R { 1: optional ${field} }\nservice S { void a(1: R r) (api.post="/a") }`;
    expect(operationLines(lowered(text, options))[0]).toBe(expected);
  });

  test("JSON text in a parameter is pointed out, and impossible in a path", () => {
    expect(request("api.get", `1: optional map<string, i32> m (api.query="m")`).slice(-1)).toEqual([
      "1:44 warning VG3452 `m` is JSON text in the query",
    ]);
    expect(request("api.get", `1: map<string, i32> m (api.path="m")`, {}, "/:m").slice(-1)).toEqual([
      "1:35 error VG3263 `m` cannot be in a path: its type has no text",
    ]);
  });

  test("presence and defaults", () => {
    const fields = `1: required i32 a, 2: optional i32 b, 3: i32 c, 4: optional i32 d = 4, 5: i32 e = 5`;
    const expected = [
      "query a form*",
      "query b? form*",
      "query c? form* default=0",
      "query d? form* default=4",
    ];
    const lines = request("api.get", fields).map((line) => line.replace(/:.*$/, ""));
    expect(lines).toEqual([...expected, "query e? form* default=5"]);
    const without = request("api.get", fields, { zeroValues: false });
    expect(without[2]).toBe("query c? form*: int32");
    expect(without[4]).toBe("query e? form* default=5: int32 default=5");
  });
});

describe("arguments that are no struct", () => {
  test.each<[argument: string, verb: string, expected: string[]]>([
    ["string", "post", ["body", "  application/json json: string"]],
    ["list<string>", "post", ["body", "  application/json json: array", "    items string"]],
    ["map<string, i32>", "post", ["body", "  application/json json: map", "    values int32"]],
    ["map<string, i32>", "get", ["query x? form*: map", "  values int32"]],
    ["i32", "get", ["query x? form*: int32"]],
    ["Renamed", "get", ["query a? form*: string"]],
    ["Renamed", "post", ["body", "  application/json json: → T"]],
    ["U", "post", ["body", "  application/json json: → U"]],
  ])("%s of %s", (type, verb, expected) => {
    const text = `struct T { 1: optional string a }\ntypedef T Renamed\nunion U { 1: string a }\nservice S { void a(1: ${type} x) (api.${verb}="/a") }`;
    const lines = operationLines(lowered(text));
    expect(lines.slice(0, -1)).toEqual(expected);
  });

  test("what cannot be a query is an error, and so are two arguments", () => {
    const text = `struct T { 1: i32 a }\nservice S {\n  void a(1: map<string, T> x) (api.get="/a")\n  void b(1: T x, 2: T y) (api.post="/b")\n}`;
    expect(lowered(text).found).toEqual([
      "3:10 error VG3265 `x` cannot be a query: GET takes a struct, or a map of texts",
      "4:18 error VG3255 `b` has more than one argument: an HTTP request is one struct",
    ]);
  });
});

describe("names of bodies", () => {
  test.each([
    ["CreateOrderRequest", "createOrder", "object"],
    ["CreateOrderReply", "CreateOrder", "object"],
    ["create_order_request_init", "createOrder", "object"],
    ["Order", "createOrder", "→ Order"],
    ["CreateOrderReq", "createOrder", "→ CreateOrderReq"],
  ])("%s of %s", (struct, method, expected) => {
    const text = `struct ${struct} { 1: string a }\nservice S { void ${method}(1: ${struct} r) (api.post="/a") }`;
    const result = lowered(text);
    expect(operationLines(result)[1]).toBe(`  application/json json: ${expected}`);
    expect(result.api.types.map(({ hint }) => hint)).toEqual(expected === "object" ? [] : [struct]);
  });

  test("a struct that something refers to stays, whatever else it is", () => {
    const text = `struct R { 1: string a (api.query="a"), 2: optional R next }\nservice S { void a(1: R r) (api.post="/a") }`;
    expect(lowered(text).api.types.map(({ hint }) => hint)).toEqual(["R"]);
  });
});

test("context of RPC is no part of a request unless it is kept or says where it is", () => {
  const text = (annotation = ""): string =>
    `struct Base { 1: string id }\nstruct R { 1: optional string a, 255: optional Base Base ${annotation} }\nservice S { void a(1: R r) (api.post="/a") }`;
  const bare = lowered(text());
  expect(operationLines(bare)[1]).toBe("  application/json json: → R");
  expect(bare.text).toMatch(/type R = object\n {4}\.a\?: string\n/);
  expect(bare.text).not.toContain(".Base");
  expect(operationLines(lowered(text(), { base: "keep" }))[1]).toBe("  application/json json: → R");
  expect(operationLines(lowered(text('(api.body="Base")')))[1]).toBe("  application/json json: → R");
});

describe("parameters of paths", () => {
  test("one without a field is a text that must be there, and is pointed out where it is", () => {
    const text = `struct R { 1: string x }\nservice S {\n  R a(1: R r) (api.get="/u/:id")\n}`;
    const result = lowered(text);
    expect(result.found).toEqual([
      '3:28 warning VG3254 path parameter `id` has no field with api.path="id" in `R`',
    ]);
    expect(operationLines(result)).toContain("path id simple: string");
  });

  test("a field that no route has a parameter for is left out", () => {
    expect(request("api.get", `1: string x (api.path="y")`)).toEqual([
      "1:13 warning VG3453 no route has the path parameter `y`: the field is left out".replace(
        "1:13",
        "1:25",
      ),
    ]);
  });

  test("routes may differ in the parameters that they have", () => {
    const text = `struct R { 1: optional string id (api.path="id") }\nservice S { void a(1: R r) (api.get="/u", api.get="/u/:id") }`;
    expect(operationLines(lowered(text)).slice(0, 2)).toEqual([
      "alias GET /u/{id}",
      "path id? simple: string",
    ]);
  });
});

describe("names on the wire", () => {
  test.each([
    [`1: string a (api.header="X A")`, "1:25 error VG3264 `X A` is not a legal name of a header"],
    [`1: string a (api.cookie="a=b")`, "1:25 error VG3264 `a=b` is not a legal name of a cookie"],
    [
      `1: string a (api.query="q"), 2: string b (api.query="q")`,
      "1:54 error VG3262 two fields have the name `q` in the query",
    ],
    [
      `1: string a (api.header="X-A"), 2: string b (api.header="x-a")`,
      "1:57 error VG3262 two fields have the name `x-a` in the header",
    ],
    [
      `1: string a (api.raw_body=""), 2: string b (api.raw_body="")`,
      "1:56 error VG3262 two fields have the body as it came",
    ],
    [
      `1: i32 a (api.raw_body="")`,
      "1:19 error VG3263 `a` is the body as it came: its type is `binary` or `string`",
    ],
  ])("%s", (fields, expected) => {
    expect(request("api.post", fields)).toContain(expected);
  });
});

describe("rules", () => {
  const rules = (fields: string): string[] =>
    request("api.post", fields).filter((line) => /assert|query/.test(line));
  test("of a parameter alone are at the parameter", () => {
    expect(rules(`1: optional string a (api.query="q", api.vd="?; regexp('^x'); msg:'no'")`)).toEqual([
      "query q? form*: string",
      `  assert "regexp('^x')" at [] message="no"`,
    ]);
  });
  test("of the body are in the body", () => {
    expect(rules(`1: optional i32 a, 2: optional i32 b (api.vd="$ > (a)$")`)).toEqual([]);
    expect(
      rules(
        `1: optional i32 a (api.body="x"), 2: optional i32 b (api.vd="$ > (a)$"), 3: string q (api.query="q")`,
      ),
    ).toContain(`    assert "$ > (a)$" at ["b"]`);
  });
  test("between parts of the request are at the operation", () => {
    const text = `struct R { 1: optional i32 a (api.query="q"), 2: optional i32 b (api.vd="$ > (a)$") }\nservice S { void a(1: R r) (api.post="/a") }`;
    const { api } = lowered(text);
    expect(api.groups[0]?.operations[0]?.assertions).toMatchObject([
      {
        at: { from: "body", keys: ["b"] },
        test: {
          kind: "binary",
          left: { kind: "value", path: { from: "body", keys: ["b"] } },
          right: { kind: "value", path: { from: "parameter", source: "query", name: "q", keys: [] } },
        },
      },
    ]);
  });
});

test("hostile names are only names", () => {
  const text = `struct R { 1: string __proto__ (api.query="__proto__"), 2: string constructor }\nservice S { void toString(1: R r) (api.post="/__proto__/:constructor") }`;
  const result = lowered(text);
  expect(operationLines(result)).toEqual(
    expect.arrayContaining([
      'query __proto__? form* default="": string default=""',
      "path constructor simple: string",
    ]),
  );
});

import { describe, expect, test } from "vitest";
import { lowered } from "./testing.ts";

/** The lines of groups and routes. */
function outline(text: string, others: readonly string[] = []): string[] {
  return lowered(text, {}, others)
    .text.split("\n")
    .filter((line) => /^ {2}(?:group|operations)|^ {4}\S|^ {6}(?:alias|layers|server)/.test(line))
    .map((line) => line.trim());
}

describe("routes of a method", () => {
  test.each<[annotations: string, expected: string[]]>([
    [`api.get="/a"`, ["GET /a a"]],
    [`API.Get="/a"`, ["GET /a a"]],
    [
      `api.put="/p", api.get="/g2", api.get="/g1", api.delete="/d"`,
      ["DELETE /d a", "alias GET /g2", "alias GET /g1", "alias PUT /p"],
    ],
    [
      `api.any="/a"`,
      [
        "DELETE /a a",
        "alias GET /a",
        "alias HEAD /a",
        "alias OPTIONS /a",
        "alias PATCH /a",
        "alias POST /a",
        "alias PUT /a",
      ],
    ],
    [`api.get="/a", api.get="/a"`, ["GET /a a"]],
    [`api.connect="/c", api.trace="/t"`, ["CONNECT /c a", "alias TRACE /t"]],
    [`api.get="/a/:x", api.post="a/{y}"`, ["GET /a/{x} a", "alias POST /a/{y}"]],
  ])("%s", (annotations, expected) => {
    expect(outline(`service S { void a() (${annotations}) }`).slice(1)).toEqual(expected);
  });

  test.each([
    [`api.get=""`, "1:31 error VG3250 a route must not be empty"],
    [`api.get`, "1:23 error VG3250 a route must not be empty"],
    [`api.get="/a//:"`, "1:36 error VG3251 a parameter of a path must have a name"],
    [`api.get="a"`, "1:31 info VG3252 the route `a` does not begin with a slash: it is `/a`"],
  ])("%s", (annotations, expected) => {
    expect(lowered(`service S { void a() (${annotations}) }`).found).toEqual([expected]);
  });
});

describe("conflicts", () => {
  test("are told with the place of the other route", () => {
    const text = `struct R { 1: string id (api.path="id"), 2: string name (api.path="name") }

service S {
  R a(1: R r) (api.get="/u/:id")
  R b(1: R r) (api.get="/u/:name")
}`;
    expect(lowered(text).found.filter((line) => line.includes("VG3253"))).toEqual([
      "5:24 error VG3253 route GET /u/:name conflicts with S.a GET /u/:id (4:24)",
    ]);
  });

  test.each<[routes: string[], expected: string[]]>([
    [[`api.get="/a"`, `api.post="/a"`], []],
    [[`api.get="/a/b"`, `api.get="/a/:x"`, `api.get="/a/*x"`, `api.get="/a/v:x"`], []],
    [[`api.get="/a/:x"`, `api.post="/a/:y"`], []],
    [[`api.get="/a%2Db"`, `api.get="/a-b"`], ["/a-b"]],
    [[`api.get="/a/%7B%7D"`, `api.get="/a/:x"`], []],
    [[`api.get="/a/*x"`, `api.get="/a/{*y}"`], ["/a/{*y}"]],
    [[`api.any="/a"`, `api.get="/a"`], ["/a"]],
    [[`api.get="/a", api.post="/b"`, `api.get="/c", api.post="/b"`], ["/b"]],
    [[`api.get="/a/:x", api.get="/a/:y"`], ["/a/:y"]],
  ])("%j", (routes, expected) => {
    const methods = routes.map((route, i) => `void m${i}() (${route})`).join("\n");
    const found = lowered(`service S { ${methods} }`).found.filter((line) => line.includes("VG3253"));
    expect(found.map((line) => /route \w+ (\S+)/.exec(line)?.[1])).toEqual(expected);
  });

  test("names the file of the other route when it is another one", () => {
    const base = `service Base { void a() (api.get="/a") }`;
    const text = `include "b.thrift"\nservice S extends b.Base { void c() (api.get="/a") }`;
    expect(lowered(text, {}, [base]).found).toEqual([
      "2:46 error VG3253 route GET /a conflicts with Base.a GET /a (b.thrift:1:34)",
    ]);
  });
});

describe("groups", () => {
  const a = `void a() (api.get="/a")`;
  const b = `void b() (api.get="/b")`;
  test.each<[name: string, text: string, expected: string[]]>([
    ["one service is the API", `service S { ${a} }`, ["operations A", "GET /a a"]],
    [
      "several are groups, without their suffix",
      `service OneService { ${a} } service Two { ${b} }`,
      ["group One", "GET /a a", "group Two", "GET /b b"],
    ],
    [
      "two of one stem keep their names",
      `service One { ${a} } service OneService { ${b} }`,
      ["group One", "GET /a a", "group OneService", "GET /b b"],
    ],
    [
      "a service that extends another one has its operations",
      `service Two extends One { ${b} } service One { ${a} }`,
      ["group Two extends One", "GET /a a", "GET /b b", "group One", "GET /a a"],
    ],
    [
      "also one that does nothing else",
      `service One { ${a} } service Two extends One {}`,
      ["group One", "GET /a a", "group Two extends One", "GET /a a"],
    ],
    [
      "methods of one name are told apart by their services",
      `service One { void get() (api.get="/a") } service TwoService { void get() (api.get="/b") }`,
      ["group One", "GET /a One.get", "group Two", "GET /b Two.get"],
    ],
    [
      "services without routes are none",
      `service One { ${a} } service Two { void x() }`,
      ["operations A", "GET /a a"],
    ],
    ["a file without routes", `struct T {}`, ["operations A"]],
  ])("%s", (_name, text, expected) => {
    expect(outline(text)).toEqual(expected);
  });

  test("what is inherited from another file is there, but no group of its own", () => {
    const base = `service Base { ${a} }`;
    const text = `include "b.thrift"\nservice One extends b.Base {}\nservice Two extends b.Base { ${b} }`;
    expect(outline(text, [base])).toEqual(["group One", "GET /a a", "group Two", "GET /a a", "GET /b b"]);
  });

  test("an operation that two groups have is one", () => {
    const { api } = lowered(`service One { ${a} } service Two extends One { ${b} }`);
    const [one, two] = api.groups;
    expect(two?.operations[0]).toBe(one?.operations[0]);
  });
});

test("methods without a route are left out, with one warning a service", () => {
  const many = Array.from({ length: 12 }, (_, i) => `void m${i}()`).join("\n");
  const { found } = lowered(`service S { ${many} }`);
  expect(found).toEqual([
    "1:9 warning VG3256 `S` has methods without a route, which are left out: " +
      Array.from({ length: 10 }, (_, i) => `\`m${i}\``).join(", ") +
      " and 2 more",
  ]);
});

describe("a part of a contract", () => {
  const text = `struct T { 1: string a } struct U { 1: string b } const i32 C = 1
service One { T a() (api.get="/a/x"), U b() (api.post="/b") }
service Two extends One { void c() (api.get="/c/:id") }`;
  test.each<[include: string[], exclude: string[], operations: string[], types: string[]]>([
    [["tag:Two"], [], ["a", "b", "c"], ["T", "U"]],
    [["method:get"], [], ["a", "c"], ["T"]],
    [["path:/c/{id}"], [], ["c"], []],
    [["operation:b"], [], ["b"], ["U"]],
    [[], ["path:/a/**"], ["b", "c"], ["U"]],
  ])("include %j, exclude %j", (include, exclude, operations, types) => {
    const { api } = lowered(text, { include, exclude });
    const all = new Set(api.groups.flatMap((group) => group.operations.map(({ hint }) => hint)));
    expect([...all].toSorted()).toEqual(operations);
    expect(api.types.map(({ hint }) => hint)).toEqual(types);
    expect(api.constants).toBeUndefined();
  });
  test("a name that nothing has", () => {
    const { found } = lowered(text, { include: ["operation:aa"] });
    expect(found.filter((line) => line.includes("VG2117"))).toEqual([
      'undefined:undefined error VG2117 no operation fits "operation:aa"',
    ]);
  });
});

describe("layers", () => {
  test.each<[service: string, method: string, expected: string[]]>([
    [`api.middleware="auth, log"`, `api.middleware="staff"`, ["layers auth log staff"]],
    [
      `api.middleware="log"`,
      `api.middleware="staff", api.middleware="log,a.b-c"`,
      ["layers log staff a.b-c"],
    ],
  ])("%s and %s", (service, method, expected) => {
    expect(outline(`service S { void a() (api.get="/a", ${method}) } (${service})`).slice(2)).toEqual(
      expected,
    );
  });
  test.each(["", "a,,b", "a b", "1a", "__proto__"])("%j", (name) => {
    const { found } = lowered(`service S { void a() (api.get="/a", api.middleware="${name}") }`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("1:52 error VG3261");
  });
});

describe("servers", () => {
  const one = (domain: string): string =>
    `service One { void a() (api.get="/a") } (api.base_domain="${domain}")`;
  const two = (domain: string, base = ""): string =>
    `service Two { void b() (api.get="/b"${base}) } (api.base_domain="${domain}")`;
  test("one address is for all, several are for the operations of their services", () => {
    expect(lowered(one("a.example")).api.servers.map(({ url }) => url)).toEqual(["https://a.example"]);
    expect(outline(one("http://a") + two("http://a")).filter((line) => line.startsWith("server"))).toEqual(
      [],
    );
    const both = lowered(one("http://a") + two("http://b"));
    expect(both.api.servers).toEqual([]);
    expect(
      outline(one("http://a") + two("http://b", `, api.baseurl="/v2"`)).filter((line) =>
        line.startsWith("server"),
      ),
    ).toEqual(['server "http://a"', 'server "/v2"']);
  });
  test.each(["", "ftp://a", "http://a?b", "http://a/{x}", "http://", "a b", "a#b"])("%j", (domain) => {
    const { found, api } = lowered(one(domain));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^1:\d+ error VG3260 `/);
    expect(api.servers).toEqual([]);
  });
});

describe("advice", () => {
  test("places of fields of nested structs", () => {
    const text = `struct In { 1: string h (api.header="H"), 2: string b (api.body="b") }
struct R { 1: list<In> list, 2: map<string, In> map, 3: Root root }
struct Root { 1: string h (api.header="H") }
service S { R a(1: Root r) (api.post="/a") }`;
    expect(lowered(text).found).toEqual([
      "1:26 warning VG3451 `h` is part of `In`, which is inside of a message: it is where that is, not in the header",
    ]);
  });
  test("serializers", () => {
    const text = `service S { void a() (api.get="/a", api.serializer="json") void b() (api.get="/b", api.serializer="pb") }`;
    expect(lowered(text).found).toEqual([
      "1:99 warning VG3259 replies are JSON: the serializer `pb` is ignored",
    ]);
  });
});

test("counts of definitions are in the dump", () => {
  const text = `include "b.thrift"\nstruct A {} union B {} exception C {} enum D { X } typedef i32 E const i32 F = 1 service G { void a() }`;
  expect(lowered(text, {}, ["struct H {} struct I {}"]).api.declared).toEqual({
    services: 1,
    methods: 1,
    structs: 1,
    unions: 1,
    exceptions: 1,
    enums: 1,
    typedefs: 1,
    consts: 1,
    included: 1,
    includedStructs: 2,
  });
});

test("comments and fields for the published document", () => {
  const text = `/** Reads. */\nservice S { /** Gets. */ void a() (api.get="/a", openapi.operation='{summary: "x"}') }`;
  const result = lowered(text);
  expect(result.api.groups[0]?.operations[0]).toMatchObject({
    docs: { description: "Gets." },
    overlay: { summary: "x" },
  });
});

test("many methods of many routes take no longer than they must", () => {
  const methods = Array.from({ length: 3000 }, (_, i) => `void m${i}(1: R r) (api.get="/m/${i}/:id")`).join(
    "\n",
  );
  const start = performance.now();
  const { api } = lowered(`struct R { 1: string id (api.path="id") }\nservice S { ${methods} }`);
  expect(api.groups[0]?.operations).toHaveLength(3000);
  expect(performance.now() - start).toBeLessThan(5000);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeaderMap } from "../../http/header-map.ts";
import { noBody } from "../../http/body.ts";
import { ServerContext } from "../../http/context.ts";
import { Exchange } from "../exchange.ts";
import { fieldsOf, toNumber } from "../convert.ts";
import { cookieParam, headerValue } from "./header.ts";
import { pathParam, pathValue } from "./path.ts";
import { formString, queryParam, queryString, queryValue } from "./query.ts";
import { FormReader } from "../form.ts";

// What the client encoders write, the exchange reads back: every style, type and kind of character.

interface Sent {
  path?: string;
  query?: string;
  headers?: [string, string];
}

function received({ path = "", query = "", headers }: Sent): Exchange {
  const req = {
    method: "GET",
    target: "/",
    path: "/",
    query: query.replace(/^\?/, ""),
    headers: new HeaderMap(headers),
    body: noBody,
  };
  const cx = new ServerContext(req);
  cx.params = [path];
  return new Exchange(cx, req);
}

/** Any text that HTTP can carry: reserved characters, escapes, other scripts, names of the prototype. */
const text = fc.oneof(
  fc.string({ minLength: 1, unit: "grapheme" }).filter((s) => s.isWellFormed() && !/\p{Cc}/u.test(s)),
  fc.string({
    minLength: 1,
    unit: fc.constantFrom(...Array.from("a ,;=&?#/%+.|:@[]{}\"'()*!$<>\\^`~é漢😀")),
  }),
  fc.constantFrom("__proto__", "constructor", "%2F", "%zz", "a%20b", "null", "true", "[object Object]"),
);
/** Styles of objects without escapes of their own cannot tell a name that holds their separator. */
const names = fc.oneof(text, fc.constantFrom("R", "G", "B"));
const list = fc.array(text, { minLength: 1, maxLength: 4 });
const object = fc.dictionary(names, text, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
const segment = text.filter((s) => s !== "." && s !== "..");

/** Whatever is sent is what is received. */
function roundTrip<T>(title: string, values: fc.Arbitrary<T>, trip: (value: T) => unknown): void {
  // oxlint-disable-next-line vitest/valid-title -- the callers give it
  it(title, () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(trip(value)).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });
}

describe("path", () => {
  roundTrip("simple scalars", segment, (v) => received({ path: pathValue(v) }).path(0, "n"));
  for (const style of ["label", "matrix"] as const) {
    roundTrip(`${style} scalars`, text, (v) =>
      received({ path: pathParam("n;=", v, style, false) }).path(0, "n;=", style),
    );
  }
  for (const style of ["simple", "label", "matrix"] as const) {
    for (const explode of [false, true]) {
      // In an exploded label a dot separates, and a dot is never escaped (RFC 3986 §2.3).
      const dotless = style === "label" && explode;
      const usable = (s: string) => !dotless || !s.includes(".");
      roundTrip(
        `${style} arrays, explode ${explode}`,
        list.filter((items) => items.every(usable) && !["", ".", ".."].includes(items.join())),
        (v) => received({ path: pathParam("n", v, style, explode) }).pathList(0, "n", style, explode),
      );
      roundTrip(
        `${style} objects, explode ${explode}`,
        object.filter((o) => Object.entries(o).flat().every(usable)),
        (v) => received({ path: pathParam("n", v, style, explode) }).pathFields(0, "n", style, explode),
      );
    }
  }
  it.each(["", ".", ".."])("refuses %j, which names another path", (v) => {
    expect(() => pathValue(v)).toThrow(/another path/);
    expect(() => pathParam("n", [v], "simple", false)).toThrow(/another path/);
  });
  it.each(["../x", "a/b", "?", "#", "//evil", "\\"])("keeps %j inside its segment", (v) => {
    const url = new URL(`http://host/pets/${pathValue(v)}`);
    expect(url.host).toBe("host");
    expect(url.pathname.split("/")).toHaveLength(3);
    expect(url.search + url.hash).toBe("");
  });
});

describe("query", () => {
  roundTrip("scalars", text, (v) => received({ query: queryString(queryValue("a&=", v)) }).query("a&="));
  roundTrip("scalars among many others", text, (v) => {
    const others = Array.from({ length: 50 }, (_, i) => queryValue(`other${i}`, "x"));
    return received({ query: queryString(...others, queryValue("v", v)) }).query("v");
  });
  roundTrip("reserved characters", text, (v) =>
    received({ query: queryParam("v", v, "form", true, true) }).query("v"),
  );
  roundTrip("exploded arrays of any style", list, (v) =>
    received({ query: queryParam("v", v, "form", true) }).queryList("v", "form", true),
  );
  roundTrip("form arrays", list, (v) =>
    received({ query: queryParam("v", v, "form", false) }).queryList("v", "form", false),
  );
  for (const [style, separator] of [
    ["spaceDelimited", /[ ]/],
    ["pipeDelimited", /\|/],
  ] as const) {
    roundTrip(
      `${style} arrays`,
      list.filter((items) => items.every((item) => !separator.test(item))),
      (v) => received({ query: queryParam("v", v, style, false) }).queryList("v", style, false),
    );
    roundTrip(
      `${style} objects`,
      object.filter((o) =>
        Object.entries(o)
          .flat()
          .every((item) => !separator.test(item)),
      ),
      (v) => received({ query: queryParam("v", v, style, false) }).queryFields("v", style, false),
    );
  }
  roundTrip("form objects", object, (v) =>
    received({ query: queryParam("v", v, "form", false) }).queryFields("v", "form", false),
  );
  roundTrip("exploded objects by declared name", object, (v) =>
    received({ query: queryParam("v", v, "form", true) }).queryFields("v", "form", true, Object.keys(v)),
  );
  roundTrip("exploded objects of any name", object, (v) =>
    received({ query: queryParam("v", v, "form", true) }).queryFields("v", "form", true),
  );
  const plain = names.filter((name) => !/[[\]]/.test(name));
  const inner = fc.dictionary(plain, text, { minKeys: 1, noNullPrototype: true });
  const deep = fc.dictionary(plain, fc.oneof(text, inner), { minKeys: 1, noNullPrototype: true });
  roundTrip("deepObjects", deep, (v) =>
    received({ query: queryParam("v", v, "deepObject", true) }).queryDeep("v"),
  );
  const ids = fc.record({ ids: fc.array(fc.integer(), { minLength: 1 }) });
  roundTrip("lists in deepObjects, of which one text is one", ids, (v) =>
    fieldsOf(received({ query: queryParam("v", v, "deepObject", true) }).queryDeep("v"), { ids: [toNumber] }),
  );
  roundTrip("forms", object, (v) => {
    const body = formString(...Object.entries(v).map(([name, value]) => queryValue(name, value)));
    return new FormReader(body, () => expect.unreachable()).rest([]);
  });
});

describe("headers", () => {
  const plain = (s: string) => s.trim() === s && !/[^\x20-\x7e]/.test(s);
  const field = text.filter(plain);
  const item = field.filter((s) => !/[,=]/.test(s));
  roundTrip("scalars", field, (v) => received({ headers: ["x", headerValue(v)] }).header("x"));
  roundTrip("arrays", fc.array(item, { minLength: 1 }), (v) =>
    received({ headers: ["x", headerValue(v)] }).headerList("x"),
  );
  for (const explode of [false, true]) {
    roundTrip(
      `objects, explode ${explode}`,
      fc.dictionary(item, item, { minKeys: 1, noNullPrototype: true }),
      (v) => received({ headers: ["x", headerValue(v, explode)] }).headerFields("x", explode),
    );
  }
});

describe("cookies", () => {
  const sent = (cookie: string) => received({ headers: ["cookie", `other=1; ${cookie}; last=2`] });
  roundTrip("scalars", text, (v) => sent(cookieParam("c", v)).cookie("c"));
  roundTrip(
    "scalars without escapes",
    text.filter((s) => /^[\w%.:-]+$/.test(s)),
    (v) => sent(cookieParam("c", v, "cookie")).cookie("c", "cookie"),
  );
  it("refuses what would end a cookie without escapes", () => {
    expect(() => cookieParam("c", "a; b=1", "cookie")).toThrow(TypeError);
  });
  for (const explode of [false, true]) {
    roundTrip(`arrays, explode ${explode}`, list, (v) =>
      sent(cookieParam("c", v, "form", explode)).cookieList("c", "form", explode),
    );
  }
  roundTrip("objects", object, (v) =>
    sent(cookieParam("c", v, "form", false)).cookieFields("c", "form", false),
  );
  roundTrip(
    "exploded objects",
    fc.dictionary(fc.constantFrom("R", "G", "B"), text, { minKeys: 1, noNullPrototype: true }),
    (v) => sent(cookieParam("c", v, "form", true)).cookieFields("c", "form", true, ["R", "G", "B"]),
  );
});

describe("absent values", () => {
  it("leave nothing behind", () => {
    expect(queryString(queryValue("a", undefined), queryParam("b", undefined), queryParam("c", []))).toBe("");
    expect(cookieParam("a", undefined)).toBe("");
    expect(queryParam("a", [1, undefined, 2])).toBe("a=1&a=2");
    expect(queryParam("a", { b: undefined, c: 1 }, "deepObject")).toBe("a%5Bc%5D=1");
  });
  it("are undefined to readers", () => {
    const x = received({ query: "other=1" });
    expect([x.query("a"), x.queryList("a", "form", true), x.queryDeep("a"), x.cookie("a")]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    x.end();
  });
});

describe("faults of queries", () => {
  const table: [query: string, read: (x: Exchange) => unknown, message: string][] = [
    ["a=1&a=2", (x) => x.query("a"), "must not be given twice"],
    ["a=1,2&a=3", (x) => x.queryList("a", "form", false), "must not be given twice"],
    ["a=%ff", (x) => x.query("a"), "is not valid percent-encoded UTF-8"],
    ["a=%zz", (x) => x.queryList("a", "form", true), "is not valid percent-encoded UTF-8"],
    ["a=1,2,3", (x) => x.queryFields("a", "form", false), "must be a list of names and values"],
    ["a[b][c][d][e][f][g]=1", (x) => x.queryDeep("a"), "is nested too deeply"],
    ["a[b]=1&a[b][c]=2", (x) => x.queryDeep("a"), "must not be given twice"],
    ["a={", (x) => x.content("query", "a", x.query("a")), "must be JSON"],
  ];
  it.each(table)("%s", (query, read, message) => {
    const x = received({ query });
    expect(read(x)).toBeUndefined();
    expect(() => x.end()).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({ errors: [{ in: "query", name: "a", pointer: "", message }] }),
      }),
    );
  });
  it("are limited to 1000 parameters", () => {
    const query = Array.from({ length: 1001 }, (_, i) => `p${i}=1`).join("&");
    expect(() => received({ query }).query("p0")).toThrow(/more than 1000/);
  });
  it("are reported once when the parameter is required as well", () => {
    const x = received({ query: "a=%ff" });
    x.required("query", "a", x.query("a"), (v): v is string => typeof v === "string", { type: "string" });
    expect(() => x.end()).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ errors: [expect.anything()] }) }),
    );
  });
  it("take indexes as an order only", () => {
    const fields = received({ query: "a[ids][999]=1&a[ids][7]=2" }).queryDeep("a");
    expect(fieldsOf(fields, { ids: [toNumber] })).toEqual({ ids: [2, 1] });
  });
});

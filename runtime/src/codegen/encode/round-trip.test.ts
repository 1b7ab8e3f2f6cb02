import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeaderMap } from "../../http/header-map.ts";
import { noBody } from "../../http/body.ts";
import { ServerContext } from "../../http/context.ts";
import { Exchange } from "../exchange.ts";
import { shaped, toNumber } from "../convert.ts";
import { cookieParam, headerValue } from "./header.ts";
import { pathParam, pathValue } from "./path.ts";
import { formString, queryParam, queryRest, queryString, queryValue } from "./query.ts";
import { ParameterError } from "../../client/errors.ts";

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
  fc.string({ unit: "grapheme" }).filter((s) => s.isWellFormed() && !/\p{Cc}/u.test(s)),
  fc.string({
    unit: fc.constantFrom(...Array.from("a ,;=&?#/%+.|:@[]{}\"'()*!$<>\\^`~é漢😀")),
  }),
  fc.constantFrom("__proto__", "constructor", "%2F", "%zz", "a%20b", "null", "true", "[object Object]"),
);
/** Styles of objects without escapes of their own cannot tell a name that holds their separator. */
const names = fc.oneof(text, fc.constantFrom("R", "G", "B"));
const list = fc.array(text, { maxLength: 4 });
const object = fc.dictionary(names, text, { maxKeys: 4, noNullPrototype: true });

/** Whatever is sent is what is received; what could not be is refused, and that is the exception. */
function roundTrip<T>(title: string, values: fc.Arbitrary<T>, trip: (value: T) => unknown): void {
  // oxlint-disable-next-line vitest/valid-title -- the callers give it
  it(title, () => {
    let refused = 0;
    fc.assert(
      fc.property(values, (value) => {
        let got: unknown;
        try {
          got = trip(value);
        } catch (error) {
          if (!(error instanceof ParameterError)) throw error;
          refused++;
          return;
        }
        expect(got).toEqual(value);
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeLessThan(250);
  });
}

describe("path", () => {
  roundTrip("simple scalars", text, (v) => received({ path: pathValue(v) }).path(0, "n"));
  for (const style of ["label", "matrix"] as const) {
    roundTrip(`${style} scalars`, text, (v) =>
      received({ path: pathParam("n;=", v, style, false) }).path(0, "n;=", style),
    );
  }
  const triplets = (v: unknown) => /%[\da-f]{2}/i.test(JSON.stringify(v));
  for (const style of ["simple", "label", "matrix"] as const) {
    for (const explode of [false, true]) {
      for (const reserved of [false, true]) {
        const how = `explode ${explode}, reserved ${reserved}`;
        // What looks encoded is taken as encoded when reserved characters are allowed.
        roundTrip(
          `${style} arrays, ${how}`,
          list.filter((v) => !reserved || !triplets(v)),
          (v) =>
            received({ path: pathParam("n", v, style, explode, reserved) }).pathList(0, "n", style, explode),
        );
        roundTrip(
          `${style} objects, ${how}`,
          object.filter((v) => !reserved || !triplets(v)),
          (v) =>
            received({ path: pathParam("n", v, style, explode, reserved) }).pathFields(
              0,
              "n",
              style,
              explode,
            ),
        );
      }
    }
  }
  it.each(["", ".", ".."])("refuses %j, which names another path", (v) => {
    expect(() => pathValue(v)).toThrow(/another path/);
    expect(() => pathParam("n", [v], "simple", false)).toThrow(ParameterError);
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
  const untripled = (v: unknown) => !/%[\da-f]{2}/i.test(JSON.stringify(v));
  roundTrip("reserved characters", text.filter(untripled), (v) =>
    received({ query: queryParam("v", v, "form", true, true) }).query("v"),
  );
  roundTrip("reserved characters in arrays", list.filter(untripled), (v) =>
    received({ query: queryParam("v", v, "form", false, true) }).queryList("v", "form", false),
  );
  roundTrip("exploded arrays of any style", list, (v) =>
    received({ query: queryParam("v", v, "form", true) }).queryList("v", "form", true),
  );
  roundTrip("form arrays", list, (v) =>
    received({ query: queryParam("v", v, "form", false) }).queryList("v", "form", false),
  );
  for (const style of ["spaceDelimited", "pipeDelimited"] as const) {
    roundTrip(`${style} arrays`, list, (v) =>
      received({ query: queryParam("v", v, style, false) }).queryList("v", style, false),
    );
    roundTrip(`${style} objects`, object, (v) =>
      received({ query: queryParam("v", v, style, false) }).queryFields("v", style, false),
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
  roundTrip("exploded objects beside another parameter", object, (v) =>
    received({ query: queryString(queryValue("R", "x"), queryRest("v", v, ["R"])) }).queryFields(
      "v",
      "form",
      true,
      undefined,
      ["R"],
    ),
  );
  const deep = fc.dictionary(names, fc.oneof(text, object), { minKeys: 1, noNullPrototype: true });
  roundTrip("deepObjects", deep, (v) =>
    received({ query: queryParam("v", v, "deepObject", true) }).queryDeep("v"),
  );
  roundTrip("lists as deepObjects", list, (v) =>
    shaped(received({ query: queryParam("v", v, "deepObject", true) }).queryDeep("v"), [String]),
  );
  const ids = fc.record({ ids: fc.array(fc.integer(), { minLength: 1 }) });
  roundTrip("lists in deepObjects, of which one text is one", ids, (v) =>
    shaped(received({ query: queryParam("v", v, "deepObject", true) }).queryDeep("v"), { ids: [toNumber] }),
  );
  roundTrip("forms", object, (v) => {
    const body = formString(...Object.entries(v).map(([name, value]) => queryValue(name, value)));
    return new FormReader(body, () => expect.unreachable()).rest([]);
  });
});

describe("headers", () => {
  roundTrip("scalars", text, (v) => received({ headers: ["x", headerValue(v)] }).header("x"));
  roundTrip("arrays", list, (v) => received({ headers: ["x", headerValue(v)] }).headerList("x"));
  for (const explode of [false, true]) {
    roundTrip(`objects, explode ${explode}`, object, (v) =>
      received({ headers: ["x", headerValue(v, explode)] }).headerFields("x", explode),
    );
  }
});

describe("cookies", () => {
  const sent = (cookie: string) => received({ headers: ["cookie", `other=1; ${cookie}; last=2`] });
  roundTrip("scalars", text, (v) => sent(cookieParam("c", v)).cookie("c"));
  roundTrip("scalars without escapes", text, (v) =>
    sent(cookieParam("c", v, "cookie")).cookie("c", "cookie"),
  );
  roundTrip(
    "scalars with reserved characters",
    text.filter((v) => !/%[\da-f]{2}/i.test(v)),
    (v) => sent(cookieParam("c", v, "form", false, true)).cookie("c"),
  );
  it("refuses what would end a cookie without escapes", () => {
    expect(() => cookieParam("c", "a; b=1", "cookie")).toThrow(TypeError);
  });
  const colors = fc.dictionary(fc.constantFrom("R", "G", "B"), text, { noNullPrototype: true });
  for (const style of ["form", "cookie"] as const) {
    for (const explode of [false, true]) {
      roundTrip(`${style} arrays, explode ${explode}`, list, (v) =>
        sent(cookieParam("c", v, style, explode)).cookieList("c", style, explode),
      );
    }
    roundTrip(`${style} objects`, object, (v) =>
      sent(cookieParam("c", v, style, false)).cookieFields("c", style, false),
    );
    roundTrip(`exploded ${style} objects`, colors, (v) =>
      sent(cookieParam("c", v, style, true)).cookieFields("c", style, true, ["R", "G", "B"]),
    );
  }
  it("joined by an ampersand are several, as RFC 6570 has it", () => {
    const x = received({ headers: ["cookie", "c=a&c=b%26; R=1&G=2"] });
    expect(x.cookieList("c", "form", true)).toEqual(["a", "b&"]);
    expect(x.cookieFields("o", "form", true, ["R", "G"])).toEqual({ R: "1", G: "2" });
  });
});

describe("fields in several lines", () => {
  it("are one field, and names have no case", () => {
    const headers = new HeaderMap(["cookie", "a=1", "X-List", "1, 2", "Cookie", "b=2; a=3", "x-list", "3"]);
    const req = { method: "GET", target: "/", path: "/", query: "", headers, body: noBody };
    const x = new Exchange(new ServerContext(req), req);
    expect([x.cookie("a"), x.cookie("b"), x.headerList("x-list")]).toEqual(["1", "2", ["1", "2", "3"]]);
    expect(x.cookieList("a", "form", true)).toEqual(["1", "3"]);
  });
});

describe("absent values", () => {
  it("leave nothing behind", () => {
    expect(queryString(queryValue("a", undefined), queryParam("b", undefined))).toBe("");
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
    ["a[b][c]=1&a[b]=2", (x) => x.queryDeep("a"), "must not be given twice"],
    ["a[]=1&a[b]=2", (x) => x.queryDeep("a"), "must not be given twice"],
    ["a[][b]=1", (x) => x.queryDeep("a"), "does not have the form that its style demands"],
    ["a[b[c]=1", (x) => x.queryDeep("a"), "does not have the form that its style demands"],
    ["a=R,1,R,2", (x) => x.queryFields("a", "form", false), "must not be given twice"],
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
  it("brackets name no prototype", () => {
    const fields = received({ query: "a[__proto__][x]=1&a[constructor][prototype][y]=2" }).queryDeep("a");
    expect(Object.keys(fields ?? {})).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });
  it("indexes end at 1000, and nothing is allocated for what lies before", () => {
    const read = (query: string) => shaped(received({ query }).queryDeep("a"), { ids: [toNumber] });
    expect(read("a[ids][1000]=1")).toEqual({ ids: [1] });
    expect(read("a[ids][1001]=1")).toEqual({ ids: { 1001: "1" } });
    expect(read("a[ids][999999999]=1")).toEqual({ ids: { 999999999: "1" } });
  });
  it("take indexes as an order only", () => {
    const fields = received({ query: "a[ids][999]=1&a[ids][7]=2" }).queryDeep("a");
    expect(shaped(fields, { ids: [toNumber] })).toEqual({ ids: [2, 1] });
  });
});

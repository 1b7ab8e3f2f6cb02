import { inMemory, ParameterError } from "volo-http/client";
import type { Transport } from "volo-http/client";

import type { Router } from "volo-http/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// The table “Style Examples” of the specification, and what it leaves open: a generated client writes exactly these bytes,
// and a generated server reads them back. https://spec.openapis.org/oas/v3.2.0.html#style-examples

type Place = "path" | "query" | "header" | "cookie";
type Kind = "empty" | "string" | "array" | "object";

const values: Readonly<Record<Kind, unknown>> = {
  empty: "",
  string: "blue",
  array: ["blue", "black", "brown"],
  object: { R: 100, G: 200, B: 150 },
};

/** `undefined`: not applicable, so that a contract that asks for it is refused; an error: no client sends it. */
type Wire = string | undefined | typeof ParameterError;

interface Row {
  readonly in: Place;
  readonly style: string;
  readonly explode: boolean;
  readonly wire: Readonly<Record<Kind, Wire>>;
}

function row(place: Place, style: string, explode: boolean, ...wire: readonly [Wire, Wire, Wire, Wire]): Row {
  const [empty, string, array, object] = wire;
  return { in: place, style, explode, wire: { empty, string, array, object } };
}

// Empty segments, and those of a dot, name another path: no client sends them.
const other = ParameterError;
const na = undefined;

const table: readonly Row[] = [
  row(
    "path",
    "matrix",
    false,
    ";color",
    ";color=blue",
    ";color=blue,black,brown",
    ";color=R,100,G,200,B,150",
  ),
  row(
    "path",
    "matrix",
    true,
    ";color",
    ";color=blue",
    ";color=blue;color=black;color=brown",
    ";R=100;G=200;B=150",
  ),
  row("path", "label", false, other, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
  row("path", "label", true, other, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
  row("path", "simple", false, other, "blue", "blue,black,brown", "R,100,G,200,B,150"),
  row("path", "simple", true, other, "blue", "blue,black,brown", "R=100,G=200,B=150"),
  row("query", "form", false, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
  row(
    "query",
    "form",
    true,
    "color=",
    "color=blue",
    "color=blue&color=black&color=brown",
    "R=100&G=200&B=150",
  ),
  row(
    "query",
    "spaceDelimited",
    false,
    na,
    na,
    "color=blue%20black%20brown",
    "color=R%20100%20G%20200%20B%20150",
  ),
  row("query", "spaceDelimited", true, na, na, na, na),
  row(
    "query",
    "pipeDelimited",
    false,
    na,
    na,
    "color=blue%7Cblack%7Cbrown",
    "color=R%7C100%7CG%7C200%7CB%7C150",
  ),
  row("query", "pipeDelimited", true, na, na, na, na),
  row("query", "deepObject", false, na, na, na, na),
  row("query", "deepObject", true, na, na, na, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
  row("header", "simple", false, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
  row("header", "simple", true, "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
  row("cookie", "form", false, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
  row(
    "cookie",
    "form",
    true,
    "color=",
    "color=blue",
    "color=blue; color=black; color=brown",
    "R=100; G=200; B=150",
  ),
  row("cookie", "cookie", false, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
  row(
    "cookie",
    "cookie",
    true,
    "color=",
    "color=blue",
    "color=blue; color=black; color=brown",
    "R=100; G=200; B=150",
  ),
];

const schemas: Readonly<Record<Kind, string>> = {
  empty: "{ type: string }",
  string: "{ type: string }",
  array: "{ type: array, items: { type: string } }",
  object:
    "{ type: object, properties: { R: { type: integer }, G: { type: integer }, B: { type: integer } } }",
};

const kinds = ["empty", "string", "array", "object"] as const;
const cells = table.flatMap((one) => kinds.map((kind) => ({ ...one, kind, expected: one.wire[kind] })));
type Cell = (typeof cells)[number];

function idOf({ in: place, style, explode, kind }: Cell): string {
  const word = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  return `${place}${word(style)}${explode ? "Exploded" : ""}${word(kind)}`;
}

/** A contract with an operation for each cell. */
function contractOf(of: readonly Cell[]): string {
  const paths = of.map((cell) => {
    const path = cell.in === "path" ? `/${idOf(cell)}/{color}` : `/${idOf(cell)}`;
    return `  ${path}:
    get:
      operationId: ${idOf(cell)}
      parameters:
        - name: color
          in: ${cell.in}
          required: true
          style: ${cell.style}
          explode: ${cell.explode}
          schema: ${schemas[cell.kind]}
      responses: { "204": { description: Seen. } }`;
  });
  return `openapi: 3.2.0\ninfo: { title: Styles, version: "1" }\npaths:\n${paths.join("\n")}\n`;
}

let api: Generated;
let call: (operation: string, req: object) => Promise<{ wire: Record<Place, string>; seen: unknown }>;

const applicable = cells.filter(({ expected }) => expected !== undefined);

beforeAll(async () => {
  api = await generated({ text: contractOf(applicable) }, "Styles");
  const { stylesRouter } = (await api.load("server.ts")) as { stylesRouter: (service: object) => Router };
  const { StylesClient } = (await api.load("client.ts")) as {
    StylesClient: new (options: object) => Record<string, (req: object) => PromiseLike<unknown>>;
  };
  let seen: unknown;
  let wire: Record<Place, string> = { path: "", query: "", header: "", cookie: "" };
  const service = new Proxy({}, { get: () => (req: unknown) => void (seen = req) });
  const server = inMemory(stylesRouter(service));
  const transport: Transport = {
    call(cx, req) {
      const [path = "", query = ""] = req.url.split("?");
      const { color: header = "", cookie = "" } = req.headers;
      wire = { path: path.slice(path.lastIndexOf("/") + 1), query, header, cookie };
      return server.call(cx, req);
    },
  };
  const client = new StylesClient({ transport });
  call = async (operation, req) => {
    seen = undefined;
    await client[operation]?.(req);
    return { wire, seen };
  };
});
afterAll(() => api.remove());

test("the table has every case of the specification", () => {
  const written = cells.filter(
    ({ expected, kind, style }) => expected !== na && kind !== "empty" && style !== "cookie",
  );
  const count = (place: Place) => written.filter((cell) => cell.in === place).length;
  expect([count("path"), count("query"), count("header"), count("cookie")]).toEqual([18, 11, 6, 6]);
});

test("generated code compiles, without a finding", async () => {
  expect(api.diagnostics).toEqual([]);
  expect(await api.check()).toBe("");
}, 60_000);

describe("the client writes the bytes of the table and the server reads them", () => {
  test.each(applicable.map((cell) => [idOf(cell), cell] as const))("%s", async (id, cell) => {
    const req = { color: values[cell.kind] };
    if (typeof cell.expected !== "string") {
      await expect((async () => call(id, req))()).rejects.toThrow(ParameterError);
      return;
    }
    const { wire, seen } = await call(id, req);
    expect(wire[cell.in]).toBe(cell.expected);
    expect(seen).toEqual(req);
  });
});

describe("what is not applicable is an error with a position", () => {
  // The table says nothing of the empty text and a string apart.
  const cases = cells.filter(({ expected, kind }) => expected === na && kind !== "empty");
  test.each(cases.map((cell) => [idOf(cell), cell] as const))("%s", async (_, cell) => {
    const { diagnostics, remove } = await generated({ text: contractOf([cell]) }, "Styles");
    remove();
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(errors.map(({ code }) => code)).toContain(
      cell.kind === "string" || (cell.style === "deepObject" && cell.kind === "array") ? "VG2030" : "VG2163",
    );
    expect(errors.every(({ span }) => span !== undefined)).toBe(true);
  });
});

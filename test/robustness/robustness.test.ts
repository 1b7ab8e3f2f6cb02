import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate } from "../../generator/src/generate.ts";
import { defaultLimits } from "../../generator/src/source/limits.ts";
import { locate } from "../../generator/src/source/locate.ts";
import { isObject } from "../../generator/src/source/value.ts";
import { parseYaml } from "../../generator/src/source/yaml.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "volo-robust-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Codes of the findings of a document; what it throws, and what its printer refuses, is a fault of the generator. */
async function codesOf(text: string, name = "api.json"): Promise<string[]> {
  const input = join(folder, name);
  writeFileSync(input, text);
  const { diagnostics } = await generate({
    input,
    outDir: join(folder, "out"),
    emit: ["types", "codec", "server"],
  });
  for (const { span, severity, related } of diagnostics) {
    if (severity === "error") expect(span).toBeDefined();
    for (const at of [span, ...related.map((other) => other.span)]) if (at !== undefined) locate(at);
  }
  return [...new Set(diagnostics.filter((d) => d.severity === "error").map((d) => d.code))];
}

type Schema = Record<string, unknown>;

const ref = (i: number): Schema => ({ $ref: `#/components/schemas/S${i}` });

/** A document whose schemas are made by number. */
function chain(length: number, make: (i: number, isLast: boolean) => Schema): string {
  const schemas = Object.fromEntries(
    Array.from({ length }, (_, i) => [`S${i}`, make(i, i === length - 1)] as const),
  );
  const content = { "application/json": { schema: ref(0) } };
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { "/a": { post: { requestBody: { content }, responses: { 200: { description: "ok" } } } } },
    components: { schemas },
  });
}

describe("documents that are made to cost stack, time or memory end with an answer", () => {
  const leaf = { type: "object", required: ["z"], properties: { z: { type: "string" } } };
  test.each<[what: string, text: () => string, codes: string[]]>([
    ["a long chain of references", () => chain(5000, (i, last) => (last ? leaf : ref(i + 1))), ["VG2228"]],
    ["a long ring of references", () => chain(5000, (i) => ref((i + 1) % 5000)), ["VG1016"]],
    [
      "a long chain of allOf",
      () => chain(5000, (i, last) => (last ? leaf : { allOf: [ref(i + 1), leaf] })),
      ["VG2228"],
    ],
    ["a long ring of allOf", () => chain(5000, (i) => ({ allOf: [ref((i + 1) % 5000)] })), ["VG2228"]],
    ["a short ring of allOf", () => chain(50, (i) => ({ allOf: [ref((i + 1) % 50)] })), ["VG2047"]],
    [
      "a long chain of required properties",
      () =>
        chain(3000, (i, last) => ({
          type: "object",
          required: ["n"],
          properties: { n: last ? leaf : ref(i + 1) },
        })),
      [],
    ],
    [
      "a long ring of required properties",
      () => chain(3000, (i) => ({ type: "object", required: ["n"], properties: { n: ref((i + 1) % 3000) } })),
      ["VG2220"],
    ],
    [
      "a bomb of allOf",
      () => chain(60, (i, last) => (last ? leaf : { allOf: [ref(i + 1), ref(i + 1)] })),
      ["VG2228"],
    ],
    [
      "a bomb of anyOf with defaults and examples",
      () =>
        chain(60, (i, last) =>
          last ? leaf : { anyOf: [ref(i + 1), ref(i + 1)], default: 3, examples: [4] },
        ),
      ["VG2228"],
    ],
    [
      "a bomb that is small enough",
      () => chain(13, (i, last) => (last ? leaf : { anyOf: [ref(i + 1), ref(i + 1)], default: 3 })),
      ["VG2045"],
    ],
    [
      "many values",
      () => chain(1, () => ({ type: "string", enum: Array.from({ length: 20_000 }, (_, i) => `v${i}`) })),
      [],
    ],
    [
      "a deep schema",
      () =>
        `{"openapi":"3.1.0","info":{"title":"t","version":"1"},"components":{"schemas":{"A":${'{"items":'.repeat(10_000)}{}${"}".repeat(10_000)}}}}`,
      ["VG1006"],
    ],
    [
      "a schema that is just not too deep",
      () =>
        `{"openapi":"3.1.0","info":{"title":"t","version":"1"},"components":{"schemas":{"A":${'{"items":'.repeat(240)}{}${"}".repeat(240)}}}}`,
      [],
    ],
    [
      "a number of many digits",
      () => chain(1, () => ({ type: "integer", maximum: 7 })).replace("7", "9".repeat(100_000)),
      [],
    ],
  ])(
    "%s",
    async (_what, text, codes) => {
      expect(await codesOf(text())).toEqual(codes);
    },
    60_000,
  );

  test.each<[what: string, text: string, codes: string[]]>([
    [
      "a bomb of aliases",
      `openapi: 3.1.0\ninfo: { title: t, version: "1" }\npaths: {}\nx-a: &a [1,1,1,1,1,1,1,1,1]\n${Array.from(
        "bcdefghijk",
      )
        .map((c, i) => `x-${c}: &${c} [${Array<string>(9).fill(`*${"abcdefghij"[i]!}`).join(",")}]\n`)
        .join("")}`,
      ["VG1006"],
    ],
    [
      "deep brackets of YAML",
      `openapi: 3.1.0\nx-a: ${"[".repeat(10_000)}${"]".repeat(10_000)}\n`,
      ["VG1006"],
    ],
    [
      "deep indentation of YAML",
      `openapi: 3.1.0\nx-a:\n${Array.from({ length: 2000 }, (_, i) => `${" ".repeat(i + 1)}a:\n`).join("")}`,
      ["VG1006"],
    ],
    [
      "keys that all occur twice",
      `openapi: 3.1.0\ninfo: { title: t, version: "1" }\npaths: {}\nx-a:\n${Array.from({ length: 4000 }, (_, i) => `  k${i >> 1}: 1\n`).join("")}`,
      ["VG1005"],
    ],
  ])(
    "%s",
    async (_what, text, codes) => {
      expect(await codesOf(text, "api.yaml")).toEqual(codes);
    },
    60_000,
  );
});

/** A generator of numbers below 1 that gives the same series for a seed. */
function series(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1664525 + 1013904223) >>> 0) / 2 ** 32;
}

/** Changes one node of a document at random. */
function mutate(document: object, random: () => number): void {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const nodes: { owner: Record<string, unknown>; key: string; path: string }[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    for (const key of Object.keys(value)) {
      const owner = value as Record<string, unknown>;
      const at = `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      nodes.push({ owner, key, path: at });
      visit(owner[key], at);
    }
  };
  visit(document, "#");
  const { owner, key } = pick(nodes);
  switch (pick(["delete", "swap", "flip", "rename", "refer", "graft"])) {
    case "delete":
      delete owner[key];
      break;
    case "swap": {
      const other = pick(Object.keys(owner));
      [owner[key], owner[other]] = [owner[other], owner[key]];
      break;
    }
    case "flip":
      owner[key] = pick([
        null,
        true,
        0,
        -1.5,
        "",
        "x",
        [],
        {},
        [null],
        { "": null },
        "__proto__",
        "#/",
        [owner[key]],
      ]);
      break;
    case "rename":
      owner[pick(["", "x", "__proto__", "constructor", "$ref", "type", "allOf", `${key}x`, "a b", "/{"])] =
        owner[key];
      delete owner[key];
      break;
    case "refer":
      owner[key] = { $ref: pick(nodes).path };
      break;
    default:
      owner[key] = structuredClone(pick(nodes).owner[pick(nodes).key]);
  }
}

test.each([1, 2, 3])(
  "documents with a random fault are compiled or refused with a position (seed %i)",
  async (seed) => {
    const random = series(seed);
    const text = readFileSync(join(import.meta.dirname, "../../idl/petstore.yaml"), "utf8");
    const { value: original } = parseYaml(text, defaultLimits);
    if (!isObject(original)) throw new Error("the contract does not load");
    let refused = 0;
    for (let i = 0; i < 40; i++) {
      const document = structuredClone(original);
      mutate(document, random);
      if ((await codesOf(JSON.stringify(document, undefined, 1))).length > 0) refused++;
    }
    // Neither everything nor nothing is a fault.
    expect(refused).toBeGreaterThan(5);
    expect(refused).toBeLessThan(40);
  },
  120_000,
);

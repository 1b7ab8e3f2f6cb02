// The pages that say what the server does and which test proves it, compared with the sources that they name.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { describe, expect, test } from "vitest";
import { serverDefaults } from "volo-http/server";
import { webSocketDefaults } from "volo-http/websocket";
import { root } from "../tools.ts";

interface Page {
  readonly path: string;
  readonly letter: string;
  readonly count: number;
}

interface Row {
  readonly number: string;
  /** What there is, and in the page of threats its default. */
  readonly claims: readonly string[];
  readonly proof: string;
}

type Read = (path: string) => string;

const pages: readonly Page[] = [
  { path: "docs/features.md", letter: "V", count: 65 },
  { path: "docs/threats.md", letter: "T", count: 37 },
];

const sources = new Map<string, string>();
/** The text of a file by its path in the repository; "" when there is none. */
function read(path: string): string {
  let text = sources.get(path);
  if (text === undefined) {
    text = existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "";
    sources.set(path, text);
  }
  return text;
}

function rowsOf(text: string): Row[] {
  return [...text.matchAll(/^\| ([A-Z]\d+) \| (.+) \|$/gm)].map(([, number = "", rest = ""]) => {
    const [, ...cells] = rest.split(" | ");
    return { number, claims: cells.slice(0, -1), proof: cells.at(-1) ?? "" };
  });
}

/** Each link of a proof with the titles behind it. */
function proofsOf(cell: string): { readonly link: string; readonly titles: string[] }[] {
  const proofs: { link: string; titles: string[] }[] = [];
  for (const [, link, title = ""] of cell.matchAll(/\[[^\]]+\]\(([^)]+)\)|`([^`]+)`/g)) {
    if (link !== undefined) proofs.push({ link, titles: [] });
    else proofs.at(-1)?.titles.push(title);
  }
  return proofs;
}

const string = String.raw`(?:"((?:[^"\\\n]|\\.)*)"|${"`"}((?:[^${"`"}\\]|\\.)*)${"`"})`;
/** What is called, or what `each(…)` gives, with a text and more. */
const titled = new RegExp(String.raw`(?:\b(?:test|it|describe)(?:\.\w+)*|\))\(\s*${string}\s*,`, "g");
const named = new RegExp(String.raw`\bname: ${string}`, "g");
const refused = /^\s*\/\/ @ts-expect-error(?::| --) (.+)$/gm;

/** The titles that a file of tests has, as they stand in it. */
function titlesOf(path: string, source: string): Set<string> {
  const code = source.replaceAll(/^\s*\/\/(?! @ts-expect-error).*$/gm, "");
  const pattern = path.endsWith(".test-d.ts") ? refused : path.endsWith(".test.ts") ? titled : named;
  return new Set([...code.matchAll(pattern)].map(([, quoted, template]) => quoted ?? template ?? ""));
}

/** The names of a page's headings, as links have them. */
function headingsOf(markdown: string): string[] {
  const text = markdown.replaceAll(/^```[^]*?^```/gm, "");
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Every word of the packages' own sources. */
const words = new Set(
  globSync("{runtime,generator}/src/**/*.ts", {
    cwd: root,
    exclude: ["**/*.{test,test-d,fixture}.ts"],
  }).flatMap((path) => read(path).match(/\w+/g) ?? []),
);
const defaults: Readonly<Record<string, unknown>> = { ...webSocketDefaults, ...serverDefaults };

function numberFaults({ letter, count }: Page, rows: readonly Row[]): string[] {
  const expected = Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);
  const numbers = rows.map(({ number }) => number);
  return [
    ...expected.filter((number) => !numbers.includes(number)).map((number) => `${number} is missing`),
    ...numbers.filter((number) => !expected.includes(number)).map((number) => `${number} is no row`),
    ...numbers
      .filter((number, i) => numbers.indexOf(number) !== i)
      .map((number) => `${number} occurs more than once`),
  ];
}

function linkFaults({ path }: Page, text: string, source: Read): string[] {
  return [...text.matchAll(/\]\(([^)]+)\)/g)].flatMap(([, link = ""]) => {
    const [file = "", heading] = link.split("#");
    const target = source(posix.join(dirname(path), file));
    if (target === "") return [`${link} leads nowhere`];
    return heading === undefined || headingsOf(target).includes(heading)
      ? []
      : [`${link} has no such heading`];
  });
}

function proofFaults({ path }: Page, { number, proof }: Row, source: Read): string[] {
  const proofs = proofsOf(proof);
  if (proofs.length === 0) return [`${number} has no proof`];
  return proofs.flatMap(({ link, titles }) => {
    const file = posix.join(dirname(path), link);
    if (!/\.test(-d)?\.ts$|\/cases\/[\w-]+\.ts$/.test(file))
      return [`${number}: ${link} is no file of tests`];
    if (titles.length === 0) return [`${number}: ${link} has no title`];
    if (/\b(?:test|it|describe)\.(?:skip|todo|fails)\b/.test(source(file)))
      return [`${link} has tests that are off`];
    const known = titlesOf(file, source(file));
    return titles
      .filter((title) => !known.has(title))
      .map((title) => `${number}: ${link} has no test "${title}"`);
  });
}

function claimFaults({ number, claims }: Row): string[] {
  return claims
    .flatMap((claim) => [...claim.matchAll(/`([^`]+)`/g)])
    .flatMap(([, code = ""]) => {
      const [, name = "", value] = /^(\w+): (\d+)$/.exec(code) ?? [];
      if (value !== undefined) {
        return defaults[name] === Number(value) ? [] : [`${number}: the default is no "${code}"`];
      }
      const names = /^[A-Za-z]\w*(\.\w+)*$/.test(code) ? code.split(".") : [];
      return names.filter((part) => !words.has(part)).map((part) => `${number}: there is no "${part}"`);
    });
}

/** What is not true of a page any more. */
function faultsOf(page: Page, source: Read = read): string[] {
  const text = source(page.path);
  const rows = rowsOf(text);
  return [
    ...numberFaults(page, rows),
    ...linkFaults(page, text, source),
    ...rows.flatMap((row) => [...proofFaults(page, row, source), ...claimFaults(row)]),
  ];
}

describe.each(pages)("$path", (page) => {
  test("has every row once, each with proofs that exist, links that lead somewhere, and names and defaults that are so", () => {
    expect(faultsOf(page)).toEqual([]);
  });
});

describe("it is noticed when", () => {
  const service = "runtime/src/service/service.test.ts";
  const routing = "docs/routing.md";
  const [features, threats] = pages as [Page, Page];

  test.each<[what: string, page: Page, path: string, before: string | RegExp, after: string, fault: string]>([
    ["a row is gone", features, features.path, /^\| V30 .*\n/m, "", "V30 is missing"],
    ["a row comes twice", features, features.path, "| V30 |", "| V31 |", "V31 occurs more than once"],
    ["a row is beyond the last one", threats, threats.path, "| T37 |", "| T38 |", "T38 is no row"],
    [
      "a test is renamed",
      features,
      service,
      '"no layer adds no wrapper"',
      '"no layer adds no wrap"',
      'has no test "no layer adds no wrapper"',
    ],
    [
      "a test is removed",
      features,
      service,
      /^ {2}test\("no layer adds no wrapper"[^]*?^ {2}\}\);\n/m,
      "",
      'has no test "no layer adds no wrapper"',
    ],
    [
      "a test is commented out",
      features,
      service,
      'test("no layer adds no wrapper"',
      '// test("no layer adds no wrapper"',
      'has no test "no layer adds no wrapper"',
    ],
    [
      "a test is skipped",
      features,
      service,
      'test("no layer',
      'test.skip("no layer',
      "has tests that are off",
    ],
    [
      "a table of cases is renamed",
      features,
      service,
      "the first layer added is the outermost: %s",
      "the last layer added is the outermost: %s",
      'has no test "the first layer added is the outermost: %s"',
    ],
    [
      "a case of a table is renamed",
      threats,
      "test/raw/cases/framing.ts",
      "a length and chunks",
      "chunks, and a length",
      'has no test "a length and chunks"',
    ],
    [
      "what must not compile is renamed",
      features,
      "runtime/src/http/reply.test-d.ts",
      "the contract has no 409",
      "the contract has no 410",
      'has no test "the contract has no 409"',
    ],
    ["a file is gone", features, service, /[^]*/, "", "service.test.ts leads nowhere"],
    [
      "a heading is renamed",
      features,
      routing,
      "## Layers",
      "## Stacks",
      "routing.md#layers has no such heading",
    ],
    [
      "a row has no proof",
      features,
      features.path,
      /(^\| V6 .*)\| \[.*\|$/m,
      "$1| see the tests |",
      "V6 has no proof",
    ],
    ["a proof has no title", features, features.path, " `no layer adds no wrapper`", "", "has no title"],
    [
      "a name is not there",
      features,
      features.path,
      "`optionLayer`",
      "`layerOption`",
      'V6: there is no "layerOption"',
    ],
    [
      "a default is another one",
      threats,
      threats.path,
      "`headersTimeout: 10000`",
      "`headersTimeout: 60000`",
      'T6: the default is no "headersTimeout: 60000"',
    ],
  ])("%s", (_what, page, path, before, after, fault) => {
    const changed = read(path).replace(before, after);
    expect(changed).not.toBe(read(path));
    const faults = faultsOf(page, (asked) => (asked === path ? changed : read(asked)));
    expect(faults.filter((each) => each.includes(fault))).not.toEqual([]);
  });
});

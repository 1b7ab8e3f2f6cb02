import { getHeapStatistics } from "node:v8";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RouteTree } from "./route-tree.ts";
import { parseTemplate } from "./template.ts";
import type { Segment, Template } from "./template.ts";

interface Match {
  readonly template: string;
  readonly params: readonly string[];
}

function treeOf(templates: readonly Template[]): (path: string) => Match | undefined {
  const tree = new RouteTree<string>();
  for (const template of templates) tree.set(template, template.text);
  return (path) => {
    const template = tree.match(path);
    return template === undefined ? undefined : { template, params: tree.params(path) };
  };
}

// The reference says the same in the most naive way: templates in the order of their rank, each a regular expression.

const ranks = { static: 0, pattern: 1, param: 2, rest: 3 } as const;

function compareSegments(a: Segment | undefined, b: Segment | undefined): number {
  // No path fits both one that ends and one that goes on.
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  if (a.kind !== "pattern" || b.kind !== "pattern") return ranks[a.kind] - ranks[b.kind];
  return (
    b.literals.join("").length - a.literals.join("").length ||
    (b.literals[0]?.length ?? 0) - (a.literals[0]?.length ?? 0) ||
    b.literals.length - a.literals.length
  );
}

function compareTemplates(a: Template, b: Template): number {
  for (let i = 0; i < Math.max(a.segments.length, b.segments.length); i++) {
    const order = compareSegments(a.segments[i], b.segments[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function escaped(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function patternOf({ segments }: Template): RegExp {
  const source = segments.map((segment) => {
    switch (segment.kind) {
      case "static":
        return escaped(segment.text);
      case "param":
        return "([^/]+)";
      case "rest":
        return "([^]+)";
      case "pattern":
        return segment.literals.map((literal) => escaped(literal)).join("([^/]+?)");
    }
  });
  return new RegExp(`^/${source.join("/")}$`);
}

function reference(templates: readonly Template[]): (path: string) => Match | undefined {
  const sorted = templates
    .toSorted(compareTemplates)
    .map((template) => ({ template, pattern: patternOf(template) }));
  return (path) => {
    for (const { template, pattern } of sorted) {
      const found = pattern.exec(path);
      if (found !== null) return { template: template.text, params: found.slice(1) };
    }
    return undefined;
  };
}

// Few letters, so that texts have starts in common and paths hit.
const text = fc.string({ unit: fc.constantFrom("a", "b", "ab", ".", "-"), maxLength: 3 });
const segment = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: fc.constant("{}") },
  // Of two patterns in one place either one has more text or they differ at one end: nothing is ambiguous.
  { weight: 1, arbitrary: fc.constantFrom("a{}", "{}b", "a{}b", "{}.{}", "{}-{}.b", "ab{}", "a{}-{}-{}") },
);
const template = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 5 }), fc.boolean())
  .map(([segments, rest]) => {
    let count = 0;
    const named = [...segments, ...(rest ? ["{*}"] : [])].map((each) =>
      each.replace(/\{(\*?)\}/g, (_all, star: string) => `{${star}p${count++}}`),
    );
    return parseTemplate(`/${named.join("/")}`);
  });
const templates = fc.uniqueArray(template, { selector: ({ shape }) => shape, minLength: 1, maxLength: 12 });
const path = fc
  .array(fc.string({ unit: fc.constantFrom("a", "b", "ab", ".", "-", "x"), maxLength: 4 }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((segments) => `/${segments.join("/")}`);

/** Counts how often a look-up looks at a character of its path. */
class CountingPath {
  looks: number = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get length(): number {
    return this.text.length;
  }

  charCodeAt(index: number): number {
    this.looks++;
    return this.text.charCodeAt(index);
  }

  startsWith(search: string, from: number): boolean {
    this.looks += search.length;
    return this.text.startsWith(search, from);
  }

  indexOf(search: string, from: number): number {
    const found = this.text.indexOf(search, from);
    this.looks += (found === -1 ? this.text.length : found + search.length) - from;
    return found;
  }
}

function looksOf(tree: RouteTree<unknown>, text: string): number {
  const counting = new CountingPath(text);
  tree.match(counting as unknown as string);
  return counting.looks;
}

describe("a route tree", () => {
  test("finds what sorted regular expressions find, whatever the templates and the path", () => {
    fc.assert(
      fc.property(templates, fc.array(path, { minLength: 8, maxLength: 8 }), (list, paths) => {
        const [tree, naive] = [treeOf(list), reference(list)];
        const backwards = treeOf(list.toReversed());
        const expected = JSON.stringify(paths.map(naive));
        for (const find of [tree, backwards]) expect(JSON.stringify(paths.map(find))).toBe(expected);
      }),
      { numRuns: 4000 },
    );
  }, 120_000);

  test("finds its own templates, filled in", () => {
    fc.assert(
      fc.property(templates, (list) => {
        const tree = treeOf(list);
        for (const { text, names } of list) {
          const filled = text.replace(/\{[^}]*\}/g, "zz");
          if (names.length === 0) expect(tree(filled)).toEqual({ template: text, params: [] });
          else expect(tree(filled)).toBeDefined();
        }
      }),
    );
  });

  test("replaces what has the same shape", () => {
    const tree = new RouteTree<number>();
    tree.set(parseTemplate("/a/{x}/b{y}"), 1);
    tree.set(parseTemplate("/a/{u}/b{v}"), 2);
    expect([tree.match("/a/1/b2"), tree.params("/a/1/b2")]).toEqual([2, ["1", "2"]]);
    expect(tree.match("/a/1")).toBeUndefined();
  });

  test("has room for many parameters", () => {
    const names = Array.from({ length: 50 }, (_, i) => `{p${i}}`);
    const tree = treeOf([parseTemplate("/{a}"), parseTemplate(`/${names.join("/")}`)]);
    const values = names.map((_, i) => `v${i}`);
    expect(tree(`/${values.join("/")}`)?.params).toEqual(values);
  });
});

describe("a look-up", () => {
  const paths = [
    "/",
    "/repos/o/r/issues/17",
    "/files/a/b/c",
    "/v1.2/x.json",
    "/none/at/all",
    "/repos/o/r/nothing",
  ];
  const tree = new RouteTree<object>();
  for (const each of ["/", "/repos/{o}/{r}/issues/{i}", "/files/{*rest}", "/v{a}.{b}/{name}.json", "/{x}"]) {
    tree.set(parseTemplate(each), { each });
  }

  /** Bytes that the heap grows by in a batch of calls; the median, because now and then it is collected. */
  function growth(work: (path: string) => unknown): number {
    const batch = 10_000;
    const grown: number[] = [];
    let last: unknown;
    for (let round = 0; round < 60; round++) {
      const before = getHeapStatistics().used_heap_size;
      for (let i = 0; i < batch; i++) last = work(paths[i % paths.length] ?? "");
      const after = getHeapStatistics().used_heap_size;
      // The first ones are compiled.
      if (round >= 20) grown.push(after - before);
    }
    expect(last).not.toBeNull();
    return grown.toSorted((a, b) => a - b)[grown.length / 2] ?? Number.NaN;
  }

  test("allocates nothing, where one object each would be seen", () => {
    const withObject = growth((each) => ({ found: tree.match(each) }));
    expect(withObject).toBeGreaterThan(10_000 * 16);
    expect(growth((each) => tree.match(each))).toBeLessThan(withObject / 50);
  });
});

describe("a hostile path", () => {
  /** Every combination of text and parameter, so that each segment of a path has two ways to go on. */
  function ambiguous(depth: number): Template[] {
    return Array.from({ length: 2 ** depth }, (_, bits) => {
      const segments = Array.from({ length: depth }, (_each, i) => ((bits >> i) & 1 ? "a" : `{p${i}}`));
      return parseTemplate(`/${segments.join("/")}/end`);
    });
  }

  test("makes a look-up visit each node once at most", () => {
    for (const depth of [2, 4, 6, 8, 10]) {
      const tree = new RouteTree<string>();
      const all = ambiguous(depth);
      for (const each of all) tree.set(each, each.text);
      // 2 + 4 + … + 2^depth nodes for segments, and one for each end.
      const nodes = 2 ** (depth + 1) + 2 ** depth;
      const looks = looksOf(tree, `${"/a".repeat(depth)}/none`);
      expect(looks).toBeGreaterThan(nodes / 2);
      // At each: the character that chooses the child, the child's text, and the segment up to its end.
      expect(looks).toBeLessThan(nodes * 8);
    }
  });

  test("costs no more than the texts of all templates and a segment for each of their parameters", () => {
    fc.assert(
      fc.property(templates, path, (list, each) => {
        const tree = new RouteTree<string>();
        for (const one of list) tree.set(one, one.text);
        const longest = Math.max(...each.split("/").map((part) => part.length + 1));
        const most = list.reduce((sum, { text, segments }) => {
          const searches = segments.filter(({ kind }) => kind === "pattern").length * each.length * 3;
          return sum + 2 * text.length + segments.length * (longest + 2) + searches;
        }, 2);
        expect(looksOf(tree, each)).toBeLessThanOrEqual(most);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["slashes", "/".repeat(8192)],
    ["segments", "/a".repeat(4096)],
    ["one segment", `/${"a".repeat(8191)}`],
    ["separators of a pattern", `/${"a-".repeat(4096)}`],
    ["escapes", "/%2F".repeat(2048)],
  ])("of 8 kB of %s is read a few times at most, and does not go deep", (_name, text) => {
    const tree = new RouteTree<string>();
    for (const each of [
      "/{a}",
      "/{a}/{b}/{c}",
      "/a/{b}/a/{d}",
      "/{a}-{b}-{c}.x",
      "/{a}-{b}/y",
      "/a/a/{*rest}",
      "//{x}",
    ]) {
      tree.set(parseTemplate(each), each);
    }
    expect(looksOf(tree, text)).toBeLessThan(text.length * 6);
    expect(() => tree.match(text)).not.toThrow();
  });
});

import type { Diagnostics } from "../source/diagnostic.ts";
import { nearest } from "../source/suggest.ts";

/** Which operations of a contract are compiled; see `TargetOptions`. */
export interface FilterOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

const kinds = ["tag", "path", "method", "operation"] as const;
const marks = ["deprecated", "internal"] as const;

type Kind = (typeof kinds)[number] | (typeof marks)[number];

/** One condition, e.g. `tag:pets`. */
interface Term {
  readonly text: string;
  readonly kind: Kind;
  /** Empty for `deprecated` and `internal`. */
  readonly value: string;
  readonly matches: (operation: OperationFacts) => boolean;
}

/** What of an operation filters ask for. */
export interface OperationFacts {
  /** `undefined` for a webhook. */
  readonly path: string | undefined;
  /** In upper case. */
  readonly method: string;
  /** What groups it: tags, services. */
  readonly tags: readonly string[];
  /** The author's name. */
  readonly operation: string | undefined;
  readonly deprecated: boolean;
  readonly internal: boolean;
}

/** The operations that a run is about. */
export class OperationFilter {
  readonly #include: readonly Term[];
  readonly #exclude: readonly Term[];
  readonly #matched = new Set<Term>();
  /** Every name that an operation could have been called by. */
  readonly #names = new Map<Kind, Set<string>>(kinds.map((kind) => [kind, new Set<string>()]));
  readonly #seen = new WeakSet<object>();
  #kept = 0;

  private constructor(include: readonly Term[], exclude: readonly Term[]) {
    this.#include = include;
    this.#exclude = exclude;
  }

  /** `undefined` when everything is wanted. A condition that is none is a diagnostic. */
  static of(
    { include = [], exclude = [] }: FilterOptions,
    diagnostics: Diagnostics,
  ): OperationFilter | undefined {
    if (include.length === 0 && exclude.length === 0) return undefined;
    const parse = (list: readonly string[]): Term[] =>
      list.flatMap((term) => {
        const parsed = parseTerm(term);
        if (typeof parsed === "object") return [parsed];
        diagnostics.add("VG2118", `${JSON.stringify(term)} is not a condition of a filter`, { hint: parsed });
        return [];
      });
    return new OperationFilter(parse(include), parse(exclude));
  }

  /**
   * Whether an operation is wanted: for each kind of condition that is included one must hold, and none that is excluded.
   * @param identity of the operation: one that is asked for again counts once.
   */
  admits(facts: OperationFacts, identity: object): boolean {
    const { path } = facts;
    for (const tag of facts.tags) this.#names.get("tag")?.add(tag);
    if (path !== undefined) this.#names.get("path")?.add(path);
    this.#names.get("method")?.add(facts.method);
    if (facts.operation !== undefined) this.#names.get("operation")?.add(facts.operation);
    const holds = (term: Term): boolean => {
      const matches = term.matches(facts);
      if (matches) this.#matched.add(term);
      return matches;
    };
    // Every condition is asked, so that one that never holds is known.
    const included = this.#include.filter(holds);
    const excluded = this.#exclude.filter(holds);
    const wanted = new Set(this.#include.map(({ kind }) => kind));
    const admitted = excluded.length === 0 && coversAll(wanted, included);
    if (admitted && !this.#seen.has(identity)) this.#kept++;
    this.#seen.add(identity);
    return admitted;
  }

  /** Reports names that no operation has, and a filter that leaves nothing. */
  report(diagnostics: Diagnostics): void {
    let unknown = false;
    for (const term of [...this.#include, ...this.#exclude]) {
      if (this.#matched.has(term) || term.value === "") continue;
      unknown = true;
      const near = nearest(term.value, this.#names.get(term.kind) ?? []);
      diagnostics.add("VG2117", `no operation fits ${JSON.stringify(term.text)}`, {
        hint: near === undefined ? undefined : `did you mean ${JSON.stringify(`${term.kind}:${near}`)}?`,
      });
    }
    if (!unknown && this.#kept === 0) diagnostics.add("VG2119", "the filter leaves no operation");
  }
}

function coversAll(kindsWanted: ReadonlySet<Kind>, terms: readonly Term[]): boolean {
  return [...kindsWanted].every((kind) => terms.some((term) => term.kind === kind));
}

/** A condition, or what is wrong with its text. */
function parseTerm(term: string): Term | string {
  if (term === "deprecated") return { text: term, kind: term, value: "", matches: (op) => op.deprecated };
  if (term === "internal") return { text: term, kind: term, value: "", matches: (op) => op.internal };
  const colon = term.indexOf(":");
  const kind = kinds.find((one) => one === term.slice(0, colon));
  const value = term.slice(colon + 1);
  if (colon < 0 || kind === undefined || value === "") {
    const near = nearest(colon < 0 ? term : term.slice(0, colon), [...kinds, ...marks]);
    const known = "tag:…, path:…, method:…, operation:…, deprecated and internal";
    return near === undefined
      ? `there are ${known}`
      : `did you mean ${JSON.stringify(near)}? There are ${known}`;
  }
  switch (kind) {
    case "tag":
      return { text: term, kind, value, matches: (op) => op.tags.includes(value) };
    case "method":
      return { text: term, kind, value, matches: (op) => op.method === value.toUpperCase() };
    case "operation":
      return { text: term, kind, value, matches: (op) => op.operation === value };
    case "path": {
      const pattern = globPattern(value);
      return { text: term, kind, value, matches: (op) => op.path !== undefined && pattern.test(op.path) };
    }
  }
}

/** `*` stands for anything inside a segment, `**` for any segments; `/pets/**` takes `/pets` as well. */
function globPattern(glob: string): RegExp {
  const source = glob
    .split(/(\/\*\*$|\*\*|\*)/)
    .map((part) => {
      if (part === "/**") return "(?:/.*)?";
      if (part === "**") return ".*";
      return part === "*" ? "[^/]*" : part.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${source}$`, "u");
}

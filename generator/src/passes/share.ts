import type { Api, NamedType, Type } from "../ir/index.ts";
import { isLarge } from "../ir/size.ts";
import { mapParts, partTypes, refinementTypes } from "../ir/walk.ts";
import { Signatures } from "./signature.ts";
import { pascalCase } from "./words.ts";

/** Properties, those of inner objects included, that an object must have to be worth a name. */
const leastProperties = 5;

/** Values that an enum must have to be worth a name. */
const leastValues = 12;

/**
 * Names what a large contract writes out in several places word for word: inline objects, and enums of many values. Such
 * contracts are made by programs whose authors had one type, and repeat it up to hundreds of times. Small contracts are
 * left as they are: their types are read where they stand.
 */
export function share(api: Api): Api {
  if (!isLarge(api)) return api;
  const repeats = new Repeats();
  for (const named of api.types) repeats.visitInside(named.type, named, named.hint);
  const shared = repeats.named(api.types);
  if (shared.size === 0) return api;
  const replace = (type: Type): Type => {
    const named = shared.get(repeats.signatures.of(type));
    return named === undefined ? inside(type) : referenceTo(named, type);
  };
  const inside = (type: Type): Type => {
    // What only asserts is never printed as a type of its own.
    const asserted = new Set(refinementTypes(type));
    const change = type.kind === "intersection" ? inside : replace;
    return mapParts(type, (part) => (asserted.has(part) ? part : change(part)));
  };
  const types = api.types.flatMap((named) => [named, ...repeats.foundIn(named)]);
  return { ...api, types: types.map((named): NamedType => ({ ...named, type: inside(named.type) })) };
}

/** Something that could get a name: where it was seen first, and how often. */
interface Candidate {
  readonly type: Type;
  /** The named type that it was first seen in. */
  readonly owner: NamedType;
  /** The nearest property around it there. */
  readonly property: string;
  count: number;
  /** What it is called, when it gets a name. */
  named?: NamedType;
}

class Repeats {
  readonly signatures: Signatures = new Signatures();
  readonly #candidates = new Map<number, Candidate>();

  /** Looks at the parts of a type; those of an intersection are no values of their own. */
  visitInside(type: Type, owner: NamedType, property: string): void {
    if (type.kind === "object") {
      for (const one of type.properties) this.#visit(one.type, owner, one.name);
      for (const { type: part } of type.patterns ?? []) this.#visit(part, owner, property);
      if (typeof type.additional === "object") this.#visit(type.additional, owner, property);
      return;
    }
    for (const part of partTypes(type)) {
      if (type.kind === "intersection") this.visitInside(part, owner, property);
      else this.#visit(part, owner, property);
    }
  }

  #visit(type: Type, owner: NamedType, property: string): void {
    if (isWorthy(type)) {
      const signature = this.signatures.of(type);
      const known = this.#candidates.get(signature);
      if (known !== undefined) {
        // What is inside of it will be written once.
        known.count++;
        return;
      }
      this.#candidates.set(signature, { type, owner, property, count: 1 });
    }
    this.visitInside(type, owner, property);
  }

  /** Everything that was seen more than once, by signature. */
  named(declared: readonly NamedType[]): ReadonlyMap<number, NamedType> {
    const found = [...this.#candidates].filter(([, { count }]) => count > 1);
    const claims = new Map<string, number>();
    const claim = (base: string): void => void claims.set(base, (claims.get(base) ?? 0) + 1);
    for (const { hint } of declared) claim(pascalCase(hint));
    for (const [, candidate] of found) claim(pascalCase(plainHint(candidate)));
    return new Map(
      found.map(([signature, candidate]) => {
        const { type, owner, property } = candidate;
        const plain = plainHint(candidate);
        // Several shapes of one title are told apart by where they stand.
        const hint = claims.get(pascalCase(plain)) === 1 ? plain : `${owner.hint} ${property}`;
        const id = `shared ${owner.id} ${property} ${plain}`;
        candidate.named = {
          id: `${id} ${signature}`,
          hint,
          name: "",
          type,
          origin: "shared",
          span: type.span,
        };
        return [signature, candidate.named];
      }),
    );
  }

  /** What has got a name and was first seen in a named type, in the order in which it stands there. */
  foundIn(owner: NamedType): NamedType[] {
    return [...this.#candidates.values()].flatMap((one) =>
      one.owner === owner && one.named !== undefined ? [one.named] : [],
    );
  }
}

/** The author's title, otherwise the name of the property. */
function plainHint({ type, property }: Candidate): string {
  const title = type.docs?.title;
  return title !== undefined && title.length <= 40 && /^[A-Z]/i.test(title) ? title : property;
}

function isWorthy(type: Type): boolean {
  if (type.kind === "enum") return type.members.length >= leastValues;
  return type.kind === "object" && propertiesOf(type) >= leastProperties && !holdsFile(type);
}

function propertiesOf(type: Type): number {
  const own = type.kind === "object" ? type.properties.length : 0;
  return partTypes(type).reduce((sum, part) => sum + propertiesOf(part), own);
}

/** Whether a part of a multipart body is inside, which is no value that codecs know. */
function holdsFile(type: Type): boolean {
  return type.kind === "binary" || type.kind === "stream" || partTypes(type).some(holdsFile);
}

function referenceTo(named: NamedType, type: Type): Type {
  return {
    kind: "ref",
    target: named.id,
    span: type.span,
    ...(type.default !== undefined && { default: type.default }),
  };
}

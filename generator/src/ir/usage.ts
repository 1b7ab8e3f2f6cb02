import type { Api } from "./api.ts";
import { holdsBytes } from "./bytes.ts";
import type { Content, Operation } from "./operation.ts";
import { opposite, outgoingOperations } from "./outgoing.ts";
import type { NamedType, Type, TypeId } from "./type.ts";
import type { Direction, TypeTable } from "./view.ts";
import { travels } from "./view.ts";
import { partTypes, refinementTypes } from "./walk.ts";

/** What of a named type's codec somebody can reach. */
export interface Use {
  /** Its check and schema, and its reader if it has one. */
  readonly decode: boolean;
  /** Its writer. */
  readonly encode: boolean;
}

export function typeTable(types: readonly NamedType[]): TypeTable {
  return new Map(types.map((named) => [named.id, named]));
}

/**
 * Which named types travel in which direction. Bodies are read by one side and written by the other; parameters and
 * headers are written by their style, so that only those that are JSON documents need a writer. A type that no operation
 * uses has no codec at all, only its TypeScript type.
 */
export class Usage {
  readonly #types: TypeTable;
  readonly #decode: Readonly<Record<Direction, Set<TypeId>>> = { request: new Set(), reply: new Set() };
  readonly #encode: Readonly<Record<Direction, Set<TypeId>>> = { request: new Set(), reply: new Set() };
  readonly #pending: (() => void)[] = [];

  constructor(api: Api, types: TypeTable) {
    this.#types = types;
    for (const group of api.groups) for (const op of group.operations) this.#operation(op, "request");
    for (const op of outgoingOperations(api)) this.#operation(op, "reply");
    // One after the other: types may lead to one another through as many steps as there are types.
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) next();
  }

  /** Whether a value of the type can be in a request, or in a reply. */
  reaches(id: TypeId, direction: Direction): boolean {
    return this.#decode[direction].has(id);
  }

  of(id: TypeId, direction: Direction): Use {
    return { decode: this.#decode[direction].has(id), encode: this.#encode[direction].has(id) };
  }

  /** @param direction The one in which its requests travel: that of replies when the API is the caller. */
  #operation(op: Operation, direction: Direction): void {
    for (const parameter of op.parameters) {
      const isDocument = parameter.encoding.kind === "content";
      this.#mark(parameter.type, direction, isDocument || holdsBytes(parameter.type, this.#types));
    }
    for (const content of op.body?.contents ?? []) this.#content(content, direction);
    for (const reply of op.replies) {
      for (const header of reply.headers)
        this.#mark(header.type, opposite(direction), header.content !== undefined);
      for (const content of reply.contents) this.#content(content, opposite(direction));
    }
  }

  #content(content: Content, direction: Direction): void {
    this.#mark(content.type, direction, true);
    for (const field of content.encoding) {
      for (const header of field.headers) {
        const isDocument = header.content !== undefined;
        this.#mark(header.type, direction, isDocument || holdsBytes(header.type, this.#types));
      }
    }
  }

  #mark(type: Type, direction: Direction, encode: boolean): void {
    if (type.kind === "ref") this.#markNamed(type.target, direction, encode);
    else if (type.kind === "object") {
      for (const property of type.properties) {
        if (travels(property, direction)) this.#mark(property.type, direction, encode);
      }
      for (const pattern of type.patterns ?? []) this.#mark(pattern.type, direction, encode);
      if (typeof type.additional === "object") this.#mark(type.additional, direction, encode);
    } else for (const part of partTypes(type)) this.#mark(part, direction, encode);
    for (const part of refinementTypes(type)) this.#mark(part, direction, false);
  }

  #markNamed(id: TypeId, direction: Direction, encode: boolean): void {
    const marked = encode ? this.#encode[direction] : this.#decode[direction];
    if (marked.has(id)) return;
    marked.add(id);
    this.#decode[direction].add(id);
    const named = this.#types.get(id);
    if (named !== undefined) this.#pending.push(() => this.#mark(named.type, direction, encode));
  }
}

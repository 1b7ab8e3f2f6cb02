import type { Api, Direction, Type, TypeId, TypeTable } from "../../ir/index.ts";
import { defaultOf, travels } from "../../ir/view.ts";
import { partTypes } from "../../ir/walk.ts";

/** Knows which types decoding changes: defaults are filled in, bytes and large whole numbers get their own types,
 * and requests lose what only replies hold. */
export class Changes {
  readonly #types: TypeTable;
  readonly #changed: Readonly<Record<Direction, ReadonlySet<TypeId>>>;

  constructor(api: Api, types: TypeTable) {
    this.#types = types;
    this.#changed = { request: this.#named(api, "request"), reply: this.#named(api, "reply") };
  }

  /** Whether a value of the type is another one after decoding. */
  of(type: Type, direction: Direction): boolean {
    return this.#scan(type, direction, (id) => this.#changed[direction].has(id));
  }

  #scan(type: Type, direction: Direction, ref: (id: TypeId) => boolean): boolean {
    switch (type.kind) {
      case "bytes":
        return true;
      case "integer":
        return type.as !== "number" || type.text !== undefined;
      case "number":
        return type.text !== undefined || type.wide === true;
      case "array":
        return type.as === "set" || this.#scan(type.items, direction, ref);
      case "literal":
        return typeof type.value === "bigint";
      case "ref":
        return ref(type.target);
      case "object": {
        const travelling = type.properties.filter((property) => travels(property, direction));
        // What only replies hold is taken out of requests.
        if (direction === "request" && travelling.length < type.properties.length) return true;
        for (const property of travelling) {
          if (!property.required && property.nullIsAbsent === true) return true;
          if (!property.required && defaultOf(property.type, this.#types) !== undefined) return true;
        }
        const parts = [...travelling, ...(type.patterns ?? [])].map((part) => part.type);
        if (typeof type.additional === "object") parts.push(type.additional);
        return parts.some((part) => this.#scan(part, direction, ref));
      }
      case "map":
        return type.as === "map" || this.#scan(type.values, direction, ref);
      default:
        return partTypes(type).some((part) => this.#scan(part, direction, ref));
    }
  }

  /** The named types that change, also through what they refer to. */
  #named(api: Api, direction: Direction): ReadonlySet<TypeId> {
    const changed = new Set<TypeId>();
    const users = new Map<TypeId, TypeId[]>();
    const queue: TypeId[] = [];
    for (const named of api.types) {
      const own = this.#scan(named.type, direction, (target) => {
        const known = users.get(target);
        if (known === undefined) users.set(target, [named.id]);
        else known.push(named.id);
        return false;
      });
      if (own) queue.push(named.id);
    }
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (changed.has(id)) continue;
      changed.add(id);
      queue.push(...(users.get(id) ?? []));
    }
    return changed;
  }
}

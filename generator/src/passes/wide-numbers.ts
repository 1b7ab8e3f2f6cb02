import type { Api, NamedType, Type } from "../ir/index.ts";
import { mapParts, walkType } from "../ir/walk.ts";

/**
 * Marks numbers in contracts that have integers beyond 2^53. Documents with such integers are read to the last digit, and
 * a reader that meets a whole number of many digits cannot know yet that it is a double: `1e21` comes as a bigint, too.
 */
export function wideNumbers(api: Api): Api {
  if (!api.types.some(({ type }) => isExact(type))) return api;
  return {
    ...api,
    types: api.types.map((named): NamedType => {
      const type = widened(named.type);
      return type === named.type ? named : { ...named, type };
    }),
  };
}

function isExact(type: Type): boolean {
  let found = false;
  walkType(type, (part) => {
    if (part.kind === "integer" && part.as !== "number") found = true;
  });
  return found;
}

function widened(type: Type): Type {
  if (type.kind === "number" && type.text === undefined) return { ...type, wide: true };
  return mapParts(type, widened);
}

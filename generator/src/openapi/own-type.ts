import type { OwnType } from "../ir/type.ts";
import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan, pathOf } from "../source/span.ts";
import { getOwn, isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { report, show } from "./context.ts";
import type { Target } from "./references.ts";

const key = "x-volo-type";

/** A name that a module exports. */
const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** A file of TypeScript: only the first steps of its path lead upwards. */
const file =
  /^(?:\.\/|(?:\.\.\/)+)(?:[A-Za-z0-9_@-][A-Za-z0-9_@+.-]*\/)*[A-Za-z0-9_@-][A-Za-z0-9_@+.-]*\.[mc]?ts$/;

/** A package of npm, perhaps in a scope, perhaps with a subpath. */
const pack = /^(?:@[a-z0-9_-][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*(?:\/[A-Za-z0-9_@-][A-Za-z0-9_@+.-]*)*$/;

/** Characters of a value: more than any path or package needs. */
const longest = 300;

/**
 * The type of the user that `x-volo-type` puts in the place of a schema's: `./money.ts#Money`, or `@acme/ids#UserId`.
 * What it names is not read here: the compiler compares it with what the contract describes.
 *
 * @param isVariant the type is made of the schema besides the one that has its name.
 */
export function ownTypeOf(
  cx: Context,
  { value, span }: Target,
  isVariant: boolean,
): { readonly own?: OwnType } {
  if (!isObject(value) || !isNamedPlace(span)) return {};
  const text = getOwn(value, key);
  if (text === undefined) return {};
  if (isVariant) {
    const message = "the type of this schema cannot be replaced: it is another one in each place of use";
    report(cx, "VG2116", keySpan(span, key), message, {
      hint: "a schema of JSON documents without $dynamicRef has one type",
    });
    return {};
  }
  const at = childSpan(span, key);
  const malformed = (message: string): { readonly own?: OwnType } => {
    report(cx, "VG2116", at, message, {
      hint: "write ./file.ts#Name, seen from this document, or package#Name",
    });
    return {};
  };
  const [module = "", name = "", ...more] =
    typeof text === "string" && text.length <= longest ? text.split("#") : [];
  const isFile = file.test(module);
  if (more.length > 0 || !identifier.test(name) || !(isFile || pack.test(module)))
    return malformed(`${show(text)} names no type of a module`);
  if (!isFile) return { own: { module, name, span: at } };
  if (/^https?:/i.test(span.file.path)) return malformed("a document of the network cannot name a file");
  const path = cx.references.fileAt(module, at);
  return path === undefined ? {} : { own: { module: path, name, span: at } };
}

/** Where schemas are kept by name. */
const sections: ReadonlySet<unknown> = new Set(["schemas", "definitions", "$defs"]);

/** Whether a schema is kept by name, or is a document of its own: not written where it is used. */
function isNamedPlace(span: NodeSpan): boolean {
  const path = pathOf(span);
  return path.length === 0 || sections.has(path.at(-2));
}

/** Reports where a type of the user has no effect: on anything that is no schema with a name. */
export function checkTypePlaces(cx: Context, named: { has(span: NodeSpan): boolean }): void {
  for (const { kind, span } of cx.references.typed) {
    if (kind === "schema" && isNamedPlace(span) && named.has(span)) continue;
    report(
      cx,
      "VG2116",
      keySpan(span, key),
      `"${key}" has no effect here: only a schema with a name has a type to replace`,
      {
        hint: "make the schema a component and refer to it",
      },
    );
  }
}

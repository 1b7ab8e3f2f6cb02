import type { NodeSpan } from "../source/span.ts";
import { childSpan, keySpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { isObject } from "../source/value.ts";
import type { Context } from "./context.ts";
import { quote, report } from "./context.ts";
import { refOf } from "./structure.ts";
import { isToken } from "./token.ts";
import type { Version } from "./version.ts";

const since20 = ["get", "put", "post", "delete", "options", "head", "patch"];
const since30 = [...since20, "trace"];

/** The fields of a Path Item Object that hold operations, by version. */
const fields: Readonly<Record<Version, ReadonlySet<string>>> = {
  "2.0": new Set(since20),
  "3.0": new Set(since30),
  "3.1": new Set(since30),
  "3.2": new Set([...since30, "query"]),
};

/** The fields of a Path Item Object that hold an operation. */
export function operationFields(version: Version): ReadonlySet<string> {
  return fields[version];
}

/** An operation of a path item as it is written. */
export interface MethodEntry {
  /** As it is sent. */
  readonly method: string;
  readonly value: JsonObject;
  readonly span: NodeSpan;
}

/**
 * The operations of a path item in the author's order, with their methods.
 * @see https://spec.openapis.org/oas/v3.2.0.html#path-item-object
 */
export function methodsOf(cx: Context, item: JsonObject, span: NodeSpan): MethodEntry[] {
  const out: MethodEntry[] = [];
  for (const key of Object.keys(item)) {
    const value = item[key]!;
    if (fields[cx.swagger ? "2.0" : cx.version].has(key)) {
      out.push(...entry(cx, key.toUpperCase(), value, childSpan(span, key)));
    } else if (key === "additionalOperations" && cx.version === "3.2" && isObject(value)) {
      out.push(...additional(cx, value, childSpan(span, key)));
    }
  }
  return out;
}

/** Methods are case-sensitive, so they are sent as the document writes them. */
function additional(cx: Context, operations: JsonObject, span: NodeSpan): MethodEntry[] {
  const out: MethodEntry[] = [];
  for (const method of Object.keys(operations)) {
    const at = keySpan(span, method);
    const field = method.toLowerCase();
    if (!isToken(method)) {
      report(cx, "VG2122", at, `${quote(method)} is not a legal method of HTTP`, {
        hint: "a method is made of letters, digits and !#$%&'*+-.^_`|~",
      });
      continue;
    }
    if (fields["3.2"].has(field)) {
      const exact = method === method.toUpperCase();
      const message = exact
        ? `the method ${quote(method)} has a field of its own`
        : `${quote(method)} is another method than ${quote(method.toUpperCase())}: methods are case-sensitive`;
      report(cx, exact ? "VG2123" : "VG2124", at, message, {
        hint: exact
          ? `write the operation as ${quote(field)} of the path item`
          : `if ${method.toUpperCase()} is meant, write the operation as ${quote(field)} of the path item`,
      });
      if (exact) continue;
    }
    if (method === "CONNECT") {
      report(cx, "VG2125", at, "requests of the method CONNECT ask for a tunnel and reach no operation");
      continue;
    }
    out.push(...entry(cx, method, operations[method]!, childSpan(span, method)));
  }
  return out;
}

/** The methods of llhttp, with which Node reads requests; it answers any other one with 400 by itself. */
const nodeMethods: ReadonlySet<string> = new Set(
  (
    "ACL BIND CHECKOUT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS " +
    "PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK " +
    "UNSUBSCRIBE"
  ).split(" "),
);

/** Says where a method does not get through: the fetch standard forbids some (§2.2.1), Node's parser knows a list. */
function checkReach(cx: Context, method: string, span: NodeSpan): void {
  const at: NodeSpan = { ...span, at: "key" };
  if (/^trac[ek]$/i.test(method)) {
    report(cx, "VG2134", at, `fetch sends no requests of the method ${quote(method)}`, {
      hint: "give the client a transport that does",
    });
  }
  if (!nodeMethods.has(method))
    report(
      cx,
      "VG2133",
      at,
      `servers on Node's HTTP parser refuse the method ${quote(method)} by themselves`,
    );
}

/** An operation, also one that is written as a reference: the specification knows no such thing, documents do. */
function entry(cx: Context, method: string, value: JsonData, span: NodeSpan): MethodEntry[] {
  if (!isObject(value)) return [];
  checkReach(cx, method, span);
  const ref = refOf(value);
  if (ref === undefined) return [{ method, value, span }];
  report(cx, "VG2131", childSpan(span, "$ref"), "an operation cannot be a reference", {
    hint: 'refer to a whole path item: "$ref" beside the methods',
  });
  const target = cx.references.follow(value, span);
  return target !== undefined && isObject(target.value)
    ? [{ method, value: target.value, span: target.span }]
    : [];
}

import type { OperationFilter } from "../ir/operation-filter.ts";
import type { Docs, Type } from "../ir/type.ts";
import type { Code } from "../source/codes.ts";
import type { DiagnosticInit, Diagnostics } from "../source/diagnostic.ts";
import type { NodeSpan } from "../source/span.ts";
import type { JsonData, JsonObject } from "../source/value.ts";
import { getOwn, isObject } from "../source/value.ts";
import type { DynamicScope } from "./dynamic-scope.ts";
import type { References, Target } from "./references.ts";
import type { Mode, Scope } from "./scope.ts";
import type { Subtypes } from "./subtypes.ts";
import type { PatternCosts } from "../expression/slow-pattern.ts";
import type { Dialect } from "./version.ts";

/** How int64 is held in TypeScript. */
export type Int64 = "number" | "bigint" | "string";

/** What every file of the front end needs while it lowers one document. */
export interface Context {
  /** The version whose rules are followed; see {@link swagger}. */
  readonly version: Dialect;
  /**
   * The document is one of OpenAPI 2.0, whose schemas follow 3.0. Files that only documents of 3.x reach need not ask.
   */
  readonly swagger: boolean;
  readonly references: References;
  readonly diagnostics: Diagnostics;
  readonly int64: Int64;
  /**
   * The id of the named type that a reference stands for; asking for it makes it part of the API. `base`: the base itself
   * instead of the union of its subtypes.
   */
  readonly typeId: (target: Target, mode: Mode, scope: DynamicScope, base?: boolean) => string;
  readonly subtypes: Subtypes;
  /** Which operations are wanted; absent when all are. */
  readonly filter?: OperationFilter;
  /** Lowers a schema inside another one: `lowerSchema`, without its file and those of its keywords being a cycle. */
  readonly schema: (value: JsonData, span: NodeSpan, scope?: Scope) => Type;
  /** What dynamic references lead to; `undefined` outside schemas. */
  readonly dynamic: DynamicScope | undefined;
  /** The same context inside the schemas of a scope. */
  readonly within: (scope: DynamicScope) => Context;
  /** Defaults to check when all types are known. */
  readonly defaults: DefaultCheck[];
  /** Examples to check when all types are known. */
  readonly examples: ExampleCheck[];
  /** Facts about schemas that are asked for again and again. */
  readonly memo: Memo;
  /** How long patterns may take. */
  readonly patterns: PatternCosts;
}

/** Something that carries a default: a type, or a parameter of the type. */
export interface DefaultCheck {
  readonly owner: { default?: JsonData };
  readonly type: Type;
  readonly span: NodeSpan;
  /** What messages call it. Default: a default. */
  readonly what?: string;
}

/** A value that an author gives as an example of a type. */
export interface ExampleCheck {
  readonly value: JsonData;
  readonly type: Type;
  readonly span: NodeSpan;
}

/** Caches by schema object; documents do not change while they are lowered. */
export interface Memo {
  readonly accepted: WeakMap<JsonObject, number>;
  readonly binaryParts: WeakMap<JsonObject, boolean>;
  readonly jsonData: WeakMap<JsonObject, boolean>;
}

/** Adds a diagnostic at a place. */
export function report(
  cx: Context,
  code: Code,
  span: NodeSpan,
  message: string,
  init: Omit<DiagnosticInit, "span"> = {},
): void {
  cx.diagnostics.add(code, message, { ...init, span });
}

/** An own property that is a text. */
export function text(object: JsonObject, key: string): string | undefined {
  const value = getOwn(object, key);
  return typeof value === "string" ? value : undefined;
}

/** An own property that is `true` or `false`. */
export function flag(object: JsonObject, key: string): boolean | undefined {
  const value = getOwn(object, key);
  return typeof value === "boolean" ? value : undefined;
}

/** Whether a schema of 3.0 lets null in; documents of 2.0 say so by an extension that everybody knows. */
export function isNullable(cx: Context, schema: JsonObject): boolean {
  return (
    cx.version === "3.0" &&
    (flag(schema, "nullable") === true || (cx.swagger && flag(schema, "x-nullable") === true))
  );
}

/** The version of the document as people write it, for messages. */
export function versionName(cx: Context): string {
  return `OpenAPI ${cx.swagger ? "2.0" : cx.version}`;
}

/** What an object says about itself for documentation; `undefined` when it says nothing. */
export function docsOf(object: JsonObject): Docs | undefined {
  const title = text(object, "title") ?? text(object, "summary");
  const description = text(object, "description");
  const external = getOwn(object, "externalDocs");
  const link = isObject(external) ? text(external, "url") : undefined;
  const deprecated = flag(object, "deprecated") === true;
  if (!title && !description && !link && !deprecated) return undefined;
  return {
    ...(title && { title }),
    ...(description && { description }),
    ...(deprecated && { deprecated }),
    ...(link && { link }),
  };
}

/** A text in quotes for a message, clipped. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? value.slice(0, 79) + "…" : value);
}

/** A value for a message, as JSON, clipped. */
export function show(value: JsonData): string {
  const json =
    JSON.stringify(value, (_key, v: unknown) => (typeof v === "bigint" ? Number(v) : v)) ?? "undefined";
  return json.length > 60 ? json.slice(0, 59) + "…" : json;
}

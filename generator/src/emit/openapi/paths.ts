import type {
  Api,
  Assertion,
  Expression,
  JsonValue,
  Operation,
  Parameter,
  PathTemplate,
  ValuePath,
} from "../../ir/index.ts";
import { mapValues } from "../../ir/expressions.ts";
import type { Diagnostics } from "../../source/diagnostic.ts";
import type { Span } from "../../source/span.ts";
import { operationsOf } from "../types/index.ts";
import type { Json } from "./describe.ts";
import type { Operations } from "./operation.ts";
import { record } from "./schema.ts";

/** Methods that a path item has a field for; others stand in a map of their own, from version 3.2 on. */
const fields: ReadonlySet<string> = new Set([
  "GET",
  "PUT",
  "POST",
  "DELETE",
  "OPTIONS",
  "HEAD",
  "PATCH",
  "TRACE",
]);

/** Whether an operation has a method that path items of OpenAPI 3.1 have no field for. */
export function hasOtherMethods(op: Operation): boolean {
  return [op, ...(op.aliases ?? [])].some(({ method }) => !fields.has(method));
}

interface PathItem {
  /** Its key in the document. */
  readonly key: string;
  /** The names of its parameters, in their order. */
  readonly names: readonly string[];
  readonly methods: Map<string, JsonValue>;
  readonly others: Map<string, JsonValue>;
}

/**
 * The paths of a document, in the order in which they first come up. Templates that differ in nothing but the names of
 * their parameters are one path there (OpenAPI 3.1 §4.8.8.1): the first one's names are those of all.
 */
export class Paths {
  readonly #operations: Operations;
  readonly #diagnostics: Diagnostics;
  readonly #items = new Map<string, PathItem>();

  constructor(operations: Operations, diagnostics: Diagnostics) {
    this.#operations = operations;
    this.#diagnostics = diagnostics;
  }

  /** Adds an operation and the other routes that lead to it, which refer to it by its id. */
  add(op: Operation, tags: readonly string[]): void {
    this.#route(op, op.path, op.method, op.span, (own) => this.#operations.of(own, tags));
    for (const { method, path, span } of op.aliases ?? []) {
      const id = `${op.hint}_${method.toLowerCase()}${path.text.replaceAll(/[^A-Za-z0-9]+/g, "_")}`;
      this.#route(op, path, method, span, (own) => {
        const document = this.#operations.of(own, tags);
        const there = fittingParameters(document, new Set(namesOf(own.path)));
        return { ...document, operationId: id, ...there, "x-volo-alias-of": op.hint };
      });
    }
  }

  get document(): Json {
    const rows = [...this.#items.values()].filter(({ methods, others }) => methods.size + others.size > 0);
    return record(
      rows.map(({ key, methods, others }) => {
        const item = record([...methods]);
        return [key, others.size === 0 ? item : { ...item, additionalOperations: record([...others]) }];
      }),
    );
  }

  #route(
    op: Operation,
    path: PathTemplate,
    method: string,
    span: Span,
    document: (own: Operation) => Json,
  ): void {
    const item = this.#itemOf(path);
    const isField = fields.has(method);
    const place = isField ? item.methods : item.others;
    const name = isField ? method.toLowerCase() : method;
    if (place.has(name)) {
      const message = `\`${method} ${path.text}\` is not in the OpenAPI document, where ${item.key} has this method already`;
      this.#diagnostics.add("VG4003", message, { span });
      return;
    }
    const own = renamed({ ...op, path }, item.names);
    const rest = own.path.segments.flat().find((part) => part.kind === "rest");
    place.set(name, { ...document(own), ...(rest && { "x-volo-rest": rest.name }) });
  }

  #itemOf(path: PathTemplate): PathItem {
    const shape = keyOf(path, () => "");
    let item = this.#items.get(shape);
    if (item === undefined) {
      item = {
        key: keyOf(path, (name) => name),
        names: namesOf(path),
        methods: new Map(),
        others: new Map(),
      };
      this.#items.set(shape, item);
    }
    return item;
  }
}

/** A template as OpenAPI has it: a parameter that takes the rest of the path is one like others there. */
function keyOf({ segments, text }: PathTemplate, name: (own: string) => string): string {
  if (text === "") return "/";
  return segments
    .map((parts) =>
      parts.map((part) => (part.kind === "literal" ? part.text : `{${name(part.name)}}`)).join(""),
    )
    .map((segment) => `/${segment}`)
    .join("");
}

function namesOf({ segments }: PathTemplate): readonly string[] {
  return segments.flat().flatMap((part) => (part.kind === "literal" ? [] : [part.name]));
}

/** An operation whose path parameters have other names; in code they are called as before. */
function renamed(op: Operation, names: readonly string[]): Operation {
  const changed = new Map(
    namesOf(op.path).flatMap((name, i): [string, string][] => {
      const other = names[i] ?? name;
      return other === name ? [] : [[name, other]];
    }),
  );
  if (changed.size === 0) return op;
  const nameOf = (name: string): string => changed.get(name) ?? name;
  const segments = op.path.segments.map((parts) =>
    parts.map((part) => (part.kind === "literal" ? part : { ...part, name: nameOf(part.name) })),
  );
  return {
    ...op,
    path: { ...op.path, segments },
    parameters: op.parameters.map((parameter) => {
      const places = parameter.places?.map((place) =>
        place.source === "path" ? { ...place, name: nameOf(place.name) } : place,
      );
      const own =
        parameter.source === "path" && changed.has(parameter.name)
          ? called({ ...parameter, name: nameOf(parameter.name) })
          : parameter;
      return places === undefined ? own : { ...own, places };
    }),
    ...(op.assertions && { assertions: op.assertions.map((one) => relocated(one, nameOf)) }),
  };
}

/** A parameter that keeps its name in code, where that can be written. */
function called(parameter: Parameter): Parameter {
  const alias = parameter.alias ?? parameter.property;
  return /^[A-Za-z_]\w*$/.test(alias) ? { ...parameter, alias } : parameter;
}

function relocated(assertion: Assertion, nameOf: (name: string) => string): Assertion {
  const { at, message } = assertion;
  const moved = (path: ValuePath): ValuePath =>
    path.from === "parameter" && path.source === "path" ? { ...path, name: nameOf(path.name) } : path;
  const inside = (expression: Expression): Expression =>
    mapValues(expression, (value) => ({ ...value, path: moved(value.path) }));
  return {
    ...assertion,
    test: inside(assertion.test),
    ...(at && { at: moved(at) }),
    ...(message && { message: inside(message) }),
  };
}

/** The parameters of an operation as another path of it, which has parameters of these names, has them. */
function fittingParameters(
  document: Json,
  names: ReadonlySet<string>,
): { readonly parameters?: readonly JsonValue[] } {
  const parameters = document["parameters"] as readonly Json[] | undefined;
  if (parameters === undefined) return {};
  const isThere = (name: JsonValue | undefined): boolean => typeof name === "string" && names.has(name);
  const there = parameters.flatMap((one): Json[] => {
    if (one["in"] === "path") return isThere(one["name"]) ? [one] : [];
    const places = (one["x-volo-places"] ?? []) as readonly Json[];
    const inPath = places.find((place) => place["in"] === "path" && isThere(place["name"]));
    if (inPath === undefined) return [one];
    const { style: _, explode: __, ...rest } = one;
    return [{ ...rest, name: inPath["name"] ?? "", in: "path", required: true }];
  });
  return { parameters: there };
}

/** The order of the operations, where it is not that of the paths: those of one path stand together. */
export function orderOf(api: Api): Json {
  const operations = operationsOf(api);
  const paths = new Map<string, string[]>();
  for (const { path, hint } of operations) {
    const shape = keyOf(path, () => "");
    const ids = paths.get(shape) ?? [];
    paths.set(shape, ids);
    ids.push(hint);
  }
  const written = [...paths.values()].flat();
  const isSame = operations.every(({ hint }, i) => hint === written[i]);
  return isSame ? {} : { "x-volo-order": operations.map(({ hint }) => hint) };
}

import type { Api } from "../../ir/api.ts";
import { apiName } from "../../ir/api-name.ts";
import type { FilterOptions } from "../../ir/operation-filter.ts";
import { OperationFilter } from "../../ir/operation-filter.ts";
import type { Operation } from "../../ir/operation.ts";
import type { Type, TypeId } from "../../ir/type.ts";
import { walkType } from "../../ir/walk.ts";
import type { Diagnostics } from "../../source/diagnostic.ts";
import { checkAnnotations } from "../annotations/known.ts";
import { overlayOf } from "../annotations/overlay.ts";
import type { Definition } from "../ast.ts";
import type { ThriftContext, ThriftOptions } from "../context.ts";
import { thriftContext } from "../context.ts";
import type { DeclaredMethod, Module, Program } from "../program.ts";
import { underlying } from "../program.ts";
import { resolveProgram } from "../semantics/index.ts";
import { declaredTypes, lowerConstants, namedTypes } from "../types/named.ts";
import { typeIdOf } from "../types/type.ts";
import { isRpcContext } from "./base.ts";
import { checkNested } from "./nested.ts";
import { lowerServices } from "./services.ts";

/**
 * Lowers a program to the intermediate representation. Faults are diagnostics; what is wrong in one place does not keep
 * the rest from being lowered and checked. `undefined` when the entry could not be read.
 *
 * @param modules the entry first, as `loadThrift` gives them.
 */
export function lowerThrift(
  modules: readonly Module[],
  diagnostics: Diagnostics,
  options: ThriftOptions & FilterOptions = {},
): Api | undefined {
  const [entry, ...others] = modules;
  if (entry === undefined) return undefined;
  const program = resolveProgram([entry, ...others], diagnostics);
  const filter = OperationFilter.of(options, diagnostics);
  const api = lowerProgram(thriftContext(program, diagnostics, given(options)), filter);
  filter?.report(diagnostics);
  return api;
}

/** The options that have a value. */
function given(options: ThriftOptions): ThriftOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Lowers a program whose names have been resolved; with a filter, only what the wanted operations need. */
function lowerProgram(cx: ThriftContext, filter: OperationFilter | undefined): Api {
  const { program } = cx;
  const { document, stem } = program.entry;
  const name = cx.options.name ?? apiName(stem);
  checkAnnotations(cx);
  const surface = lowerServices(cx, name, filter);
  checkNested(cx, surface.methods);
  const operations = new Set(surface.groups.flatMap((group) => group.operations));
  const constants = filter === undefined ? lowerConstants(cx) : [];
  const used = usedTypes(operations);
  const messages = dissolved(program, surface.methods);
  const declared = filter === undefined ? declaredTypes(cx).filter((id) => !messages.has(id)) : [];
  const start = { kind: "text", file: document.file, start: 0, end: 0 } as const;
  const overlay = program.services
    .map(({ definition }) => overlayOf(cx, definition.annotations, "openapi.document"))
    .reduce((all, one) => (one === undefined ? all : { ...all, ...one }), undefined);
  return {
    name,
    source: document.file.name,
    title: name,
    version: "",
    ...(document.docs !== undefined && { docs: { description: document.docs } }),
    servers: surface.servers,
    groups:
      surface.groups.length > 0 ? surface.groups : [{ hint: name, name: "", operations: [], span: start }],
    grouped: surface.grouped,
    types: namedTypes(
      cx,
      used,
      [...declared, ...constants.flatMap(({ type }) => referencesOf(type))],
      (binding, id) => !messages.has(id) || !isRpcContext(cx, binding),
    ),
    ...(constants.length > 0 && { constants }),
    declared: count(program),
    ...(overlay && { overlay }),
    securitySchemes: [],
    span: start,
  };
}

function referencesOf(type: Type): readonly TypeId[] {
  const found: TypeId[] = [];
  walkType(type, (part) => {
    if (part.kind === "ref") found.push(part.target);
  });
  return found;
}

function usedTypes(operations: ReadonlySet<Operation>): ReadonlySet<TypeId> {
  const used = new Set<TypeId>();
  const add = (type: Type): void => {
    for (const id of referencesOf(type)) used.add(id);
  };
  for (const { parameters, body, replies } of operations) {
    for (const { type } of parameters) add(type);
    for (const { type } of body?.contents ?? []) add(type);
    for (const { contents, headers } of replies) {
      for (const { type } of [...contents, ...headers]) add(type);
    }
  }
  return used;
}

/**
 * The structs of arguments and results. They are part of the API only where something refers to them: most are taken
 * apart.
 */
function dissolved(program: Program, methods: readonly DeclaredMethod[]): ReadonlySet<TypeId> {
  const found = new Set<TypeId>();
  for (const { method, service } of methods) {
    const nodes = method.parameters.map(({ type }) => type);
    for (const node of method.result === undefined ? nodes : [...nodes, method.result]) {
      const under = underlying(program.resolve(node, service.module));
      if (under.kind === "struct" && under.struct.definition.kind === "struct")
        found.add(typeIdOf(under.struct));
    }
  }
  return found;
}

/** How many of each kind of definition there are, in the entry file and in those that it includes. */
function count({ entry, modules }: Program): Readonly<Record<string, number>> {
  const included = modules.filter((module) => module !== entry);
  const own = tally(entry.document.definitions);
  const others = tally(included.flatMap(({ document }) => document.definitions));
  const rows = Object.entries(others)
    .filter(([, amount]) => amount > 0)
    .map(([kind, amount]) => [`included${kind.charAt(0).toUpperCase()}${kind.slice(1)}`, amount] as const);
  return { ...own, ...(included.length > 0 && { included: included.length }), ...Object.fromEntries(rows) };
}

function tally(definitions: readonly Definition[]): Readonly<Record<string, number>> {
  const of = (kind: Definition["kind"]): number => definitions.filter((one) => one.kind === kind).length;
  return {
    services: of("service"),
    methods: definitions.reduce((sum, one) => sum + (one.kind === "service" ? one.methods.length : 0), 0),
    structs: of("struct"),
    unions: of("union"),
    exceptions: of("exception"),
    enums: of("enum"),
    typedefs: of("typedef"),
    consts: of("const"),
  };
}

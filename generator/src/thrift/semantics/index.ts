import type { Diagnostics } from "../../source/diagnostic.ts";
import type {
  ConstDefinition,
  EnumDefinition,
  Field,
  ServiceDefinition,
  StructDefinition,
  TypedefDefinition,
  TypeNode,
} from "../ast.ts";
import type { Declared, DeclaredMethod, Module, Program, ResolvedType } from "../program.ts";
import { checkDefinitions } from "./definitions.ts";
import { Evaluator } from "./evaluator.ts";
import { Names } from "./names.ts";
import { requiredCycles } from "./required-cycles.ts";
import { Services } from "./services.ts";
import { Types } from "./types.ts";

/**
 * Gives the names of a program their meaning and reports whatever is wrong with the language itself: names that are
 * unknown or taken, types that lead nowhere, values that do not fit, services that cannot extend one another.
 *
 * @param modules the entry first, as `loadThrift` gives them.
 * @throws RangeError when there are none.
 */
export function resolveProgram(modules: readonly Module[], diagnostics: Diagnostics): Program {
  const [entry] = modules;
  if (entry === undefined) throw new RangeError("a program has an entry");
  const names = new Names(modules, diagnostics);
  const types = new Types(names, diagnostics);
  const services = new Services(names, diagnostics);
  const evaluator = new Evaluator(names, types, diagnostics);
  const resolve = (node: TypeNode, module: Module): ResolvedType => types.resolve(node, module);
  checkDefinitions(modules, { types, evaluator, services, diagnostics });
  const structs = declared<StructDefinition>(modules, ["struct", "union", "exception"]);
  requiredCycles(structs, resolve, diagnostics);
  return {
    entry,
    modules,
    resolve,
    structs,
    enums: declared<EnumDefinition>(modules, ["enum"]),
    typedefs: declared<TypedefDefinition>(modules, ["typedef"]),
    constants: declared<ConstDefinition>(modules, ["const"]),
    services: declared<ServiceDefinition>([entry], ["service"]),
    baseOf: (service) => services.baseOf(service),
    methodsOf: (service): readonly DeclaredMethod[] => services.methodsOf(service),
    valueOf: (constant) => evaluator.valueOf(constant),
    defaultOf: (field: Field, module) => evaluator.defaultOf(field, module),
  };
}

function declared<D extends { readonly kind: string }>(
  modules: readonly Module[],
  kinds: readonly D["kind"][],
): readonly Declared<D>[] {
  return modules.flatMap((module) =>
    module.document.definitions
      .filter((one): one is typeof one & D => kinds.includes(one.kind))
      .map((definition) => ({ definition, module })),
  );
}

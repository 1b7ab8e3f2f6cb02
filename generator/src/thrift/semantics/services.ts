import type { Diagnostics } from "../../source/diagnostic.ts";
import { defaultLimits } from "../../source/limits.ts";
import type { ServiceDefinition } from "../ast.ts";
import type { Declared, DeclaredMethod, Module } from "../program.ts";
import type { Names } from "./names.ts";

/** What services inherit. */
export class Services {
  readonly #names: Names;
  readonly #diagnostics: Diagnostics;
  readonly #found = new Map<ServiceDefinition, Declared<ServiceDefinition>>();
  readonly #bases = new Map<ServiceDefinition, Declared<ServiceDefinition> | undefined>();

  constructor(names: Names, diagnostics: Diagnostics) {
    this.#names = names;
    this.#diagnostics = diagnostics;
  }

  /** The service that one extends; one that leads back to itself, or too far, extends nothing. */
  baseOf(service: Declared<ServiceDefinition>): Declared<ServiceDefinition> | undefined {
    const { definition } = service;
    if (this.#bases.has(definition)) return this.#bases.get(definition);
    const base = this.#lookUp(service);
    const fault = this.#faultOf(definition, base);
    if (fault !== undefined) this.#diagnostics.add("VG3108", fault, { span: definition.extends?.span });
    const sound = fault === undefined ? base : undefined;
    this.#bases.set(definition, sound);
    return sound;
  }

  #lookUp({ definition, module }: Declared<ServiceDefinition>): Declared<ServiceDefinition> | undefined {
    const known = this.#found.get(definition);
    if (known !== undefined || definition.extends === undefined) return known;
    const found = this.#names.service(definition.extends, module);
    if (found !== undefined) this.#found.set(definition, found);
    return found;
  }

  #faultOf(definition: ServiceDefinition, base: Declared<ServiceDefinition> | undefined): string | undefined {
    const chain = [definition.name.text];
    const seen = new Set<ServiceDefinition>();
    for (let at = base; at !== undefined && !seen.has(at.definition); at = this.#lookUp(at)) {
      seen.add(at.definition);
      chain.push(at.definition.name.text);
      if (at.definition === definition)
        return `service \`${definition.name.text}\` extends itself: ${chain.join(" -> ")}`;
      if (chain.length > defaultLimits.depth)
        return `services extend one another more than ${defaultLimits.depth} times`;
    }
    return undefined;
  }

  /** The methods of a service: inherited ones first, from the root down. */
  methodsOf(service: Declared<ServiceDefinition>): readonly DeclaredMethod[] {
    const chain: Declared<ServiceDefinition>[] = [];
    for (let at: Declared<ServiceDefinition> | undefined = service; at !== undefined; at = this.baseOf(at))
      chain.unshift(at);
    return chain.flatMap((one) =>
      one.definition.methods.map((method): DeclaredMethod => ({ method, service: one })),
    );
  }

  /** Reports methods whose name is taken, in the service or by what it inherits. */
  check(definition: ServiceDefinition, module: Module): void {
    const base = this.baseOf({ definition, module });
    const inherited = new Map(
      (base === undefined ? [] : this.methodsOf(base)).map((one) => [one.method.name.text, one]),
    );
    const own = new Map<string, ServiceDefinition["methods"][number]>();
    for (const method of definition.methods) {
      const { text, span } = method.name;
      const first = own.get(text);
      const above = inherited.get(text);
      if (first !== undefined) {
        this.#diagnostics.add(
          "VG3109",
          `method \`${text}\` is declared twice in service \`${definition.name.text}\``,
          {
            span,
            related: [{ message: "the first one", span: first.name.span }],
          },
        );
      } else own.set(text, method);
      if (above === undefined) continue;
      const message = `method \`${text}\` is inherited from service \`${above.service.definition.name.text}\` and cannot be declared again`;
      this.#diagnostics.add("VG3110", message, {
        span,
        related: [{ message: "the inherited one", span: above.method.name.span }],
      });
    }
  }
}

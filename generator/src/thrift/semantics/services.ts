import type { Diagnostics } from "../../source/diagnostic.ts";
import { defaultLimits } from "../../source/limits.ts";
import type { Method, ServiceDefinition } from "../ast.ts";
import type { Declared, DeclaredMethod, Module } from "../program.ts";
import type { Names } from "./names.ts";
import { chainText, settle } from "./settle.ts";

/** What services inherit. */
export class Services {
  readonly #names: Names;
  readonly #diagnostics: Diagnostics;
  readonly #found = new Map<ServiceDefinition, Declared<ServiceDefinition> | undefined>();
  /** What each service extends in the end, and how many times. */
  readonly #bases = new Map<
    ServiceDefinition,
    { base: Declared<ServiceDefinition> | undefined; depth: number }
  >();
  readonly #own = new Map<ServiceDefinition, ReadonlyMap<string, Method>>();

  constructor(names: Names, diagnostics: Diagnostics) {
    this.#names = names;
    this.#diagnostics = diagnostics;
  }

  /** The service that one extends; one that leads back to itself, or too far, extends nothing. */
  baseOf(service: Declared<ServiceDefinition>): Declared<ServiceDefinition> | undefined {
    settle<ServiceDefinition>(service, {
      isDone: (definition) => this.#bases.has(definition),
      needs: (one) => {
        const on = this.#lookUp(one);
        return on === undefined ? [] : [{ on, span: one.definition.extends?.span ?? one.definition.span }];
      },
      finish: (one) => this.#bases.set(one.definition, this.#sound(one)),
      cycle: (names, { definition }, span) => {
        const message = `service \`${definition.name.text}\` extends itself: ${chainText(names)}`;
        this.#diagnostics.add("VG3108", message, { span });
      },
    });
    return this.#bases.get(service.definition)?.base;
  }

  #lookUp({ definition, module }: Declared<ServiceDefinition>): Declared<ServiceDefinition> | undefined {
    if (definition.extends === undefined) return undefined;
    if (this.#found.has(definition)) return this.#found.get(definition);
    const found = this.#names.service(definition.extends, module);
    this.#found.set(definition, found);
    return found;
  }

  #sound(service: Declared<ServiceDefinition>): {
    base: Declared<ServiceDefinition> | undefined;
    depth: number;
  } {
    const { definition } = service;
    const base = this.#lookUp(service);
    const above = base && this.#bases.get(base.definition);
    // A base that is not settled is part of the same cycle.
    if (base === undefined || above === undefined) return { base: undefined, depth: 0 };
    const depth = above.depth + 1;
    if (depth <= defaultLimits.depth) return { base, depth };
    if (Number.isFinite(depth)) {
      const message = `service \`${definition.name.text}\` extends more than ${defaultLimits.depth} others`;
      this.#diagnostics.add("VG3108", message, { span: definition.extends?.span });
    }
    return { base: undefined, depth: Infinity };
  }

  /** The methods of a service: inherited ones first, from the root down. */
  methodsOf(service: Declared<ServiceDefinition>): readonly DeclaredMethod[] {
    return this.#chain(service)
      .reverse()
      .flatMap((one) => one.definition.methods.map((method): DeclaredMethod => ({ method, service: one })));
  }

  /** A service and all that it extends, the nearest first. */
  #chain(service: Declared<ServiceDefinition>): Declared<ServiceDefinition>[] {
    const chain: Declared<ServiceDefinition>[] = [];
    for (let at: typeof service | undefined = service; at !== undefined; at = this.baseOf(at)) chain.push(at);
    return chain;
  }

  /** Reports methods whose name is taken, in the service or by what it inherits. */
  check(definition: ServiceDefinition, module: Module): void {
    const [, ...above] = this.#chain({ definition, module });
    const seen = new Map<string, Method>();
    for (const method of definition.methods) {
      const { text, span } = method.name;
      const first = seen.get(text);
      if (first !== undefined) {
        const message = `method \`${text}\` is declared twice in service \`${definition.name.text}\``;
        this.#diagnostics.add("VG3109", message, {
          span,
          related: [{ message: "the first one", span: first.name.span }],
        });
        continue;
      }
      seen.set(text, method);
      for (const base of above) {
        const inherited = this.#methodsByName(base.definition).get(text);
        if (inherited === undefined) continue;
        const message = `method \`${text}\` is inherited from service \`${base.definition.name.text}\` and cannot be declared again`;
        this.#diagnostics.add("VG3110", message, {
          span,
          related: [{ message: "the inherited one", span: inherited.name.span }],
        });
        break;
      }
    }
  }

  #methodsByName(definition: ServiceDefinition): ReadonlyMap<string, Method> {
    let own = this.#own.get(definition);
    if (own === undefined) {
      own = new Map(definition.methods.toReversed().map((method) => [method.name.text, method]));
      this.#own.set(definition, own);
    }
    return own;
  }
}

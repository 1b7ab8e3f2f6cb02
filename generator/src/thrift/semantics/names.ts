import type { Diagnostics } from "../../source/diagnostic.ts";
import type { TextSpan } from "../../source/span.ts";
import type {
  ConstDefinition,
  Definition,
  EnumDefinition,
  EnumMember,
  Name,
  ServiceDefinition,
} from "../ast.ts";
import type { Declared, Module } from "../program.ts";
import { shortened } from "../syntax/shortened.ts";
import type { Scope, TypeDefinition } from "./scopes.ts";
import { Scopes } from "./scopes.ts";
import { question, Suggestions } from "./suggestions.ts";
import { membersOf } from "./tables.ts";
import { kindText } from "./texts.ts";

/** What a name in the place of a value means. */
export type ValueName =
  | { readonly kind: "constant"; readonly constant: Declared<ConstDefinition> }
  | { readonly kind: "member"; readonly enum: Declared<EnumDefinition>; readonly member: EnumMember };

const baseTypes = [
  "bool",
  "byte",
  "i8",
  "i16",
  "i32",
  "i64",
  "double",
  "string",
  "binary",
  "uuid",
  "list",
  "set",
  "map",
];

/** Most typedefs that are followed from the name of an enum to the enum. */
const mostAliases = 256;

/** Looks names up, in the file where they stand and in those that it includes, and reports those that mean nothing. */
export class Names {
  /** For whoever asks about other names than those of definitions: there is one budget. */
  readonly suggestions: Suggestions = new Suggestions();
  readonly #scopes: Scopes;
  readonly #diagnostics: Diagnostics;

  /** Reports names that are defined twice. */
  constructor(modules: readonly Module[], diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
    this.#scopes = new Scopes(modules, diagnostics);
  }

  /** The type of a name; `undefined` after a diagnostic. */
  type(name: Name, module: Module): Declared<TypeDefinition> | undefined {
    const found = this.#scopes.find(name.text, module, (scope, text) => scope.types.get(text));
    return found.length > 0
      ? this.#only(found, name)
      : this.#unknown(name, module, {
          code: "VG3102",
          wanted: "type",
          get: (scope, text) => scope.types.get(text),
          keys: (scope) => scope.types.keys(),
          others: name.text.includes(".") ? [] : baseTypes,
        });
  }

  /** The service of a name; `undefined` after a diagnostic. */
  service(name: Name, module: Module): Declared<ServiceDefinition> | undefined {
    const found = this.#scopes.find(name.text, module, (scope, text) => scope.services.get(text));
    return found.length > 0
      ? this.#only(found, name)
      : this.#unknown(name, module, {
          code: "VG3104",
          wanted: "service",
          get: (scope, text) => scope.services.get(text),
          keys: (scope) => scope.services.keys(),
          others: [],
        });
  }

  /**
   * What a name means as a value: a constant, or a member behind the name of its enum. `"ambiguous"` after a
   * diagnostic; `undefined`: nothing, which may still be the bare name of a member.
   */
  value(name: Name, module: Module): ValueName | "ambiguous" | undefined {
    const { text } = name;
    const found: ValueName[] = this.#scopes
      .find(text, module, (scope, key) => scope.constants.get(key))
      .map((constant) => ({ kind: "constant", constant }));
    const dot = text.lastIndexOf(".");
    if (dot > 0) {
      for (const owner of this.#enums(text.slice(0, dot), module)) {
        const member = membersOf(owner.definition).byName.get(text.slice(dot + 1));
        if (member !== undefined) found.push({ kind: "member", enum: owner, member });
      }
    }
    const [first, second] = found;
    if (first === undefined || second === undefined) return first;
    this.#ambiguous(
      name,
      found.map((one) =>
        one.kind === "constant" ? one.constant.definition.name.span : one.member.name.span,
      ),
    );
    return "ambiguous";
  }

  /** The enums that a name may mean, by itself or by typedefs. */
  #enums(text: string, module: Module): readonly Declared<EnumDefinition>[] {
    const enums: Declared<EnumDefinition>[] = [];
    for (const start of this.#scopes.find(text, module, (scope, key) => scope.types.get(key))) {
      let at: Declared<TypeDefinition> | undefined = start;
      for (let i = 0; i < mostAliases && at?.definition.kind === "typedef"; i++) {
        const { type }: { readonly type: (typeof at.definition)["type"] } = at.definition;
        [at] =
          type.kind === "named"
            ? this.#scopes.find(type.name.text, at.module, (s, key) => s.types.get(key))
            : [];
      }
      if (at?.definition.kind === "enum") enums.push({ definition: at.definition, module: at.module });
    }
    return enums;
  }

  /** Reports a name that is no value. @param wanted the enum of which a member is wanted. */
  unknownValue(name: Name, module: Module, wanted: EnumDefinition | undefined): undefined {
    const { text } = name;
    const dot = text.lastIndexOf(".");
    const [owner] = dot > 0 ? this.#enums(text.slice(0, dot), module) : [];
    if (owner !== undefined) {
      const last = text.slice(dot + 1);
      const meant = this.suggestions.for(last, membersOf(owner.definition).byName.keys());
      const message = `enum \`${owner.definition.name.text}\` has no member \`${shortened(last)}\`${meant}`;
      this.#diagnostics.add("VG3120", message, { span: name.span });
      return;
    }
    this.#unknown(name, module, {
      code: "VG3120",
      wanted: "constant",
      get: (scope, key) => scope.constants.get(key),
      keys: valueKeys,
      others: wanted === undefined ? [] : membersOf(wanted).byName.keys(),
    });
  }

  #only<D extends Definition>(found: readonly Declared<D>[], name: Name): Declared<D> | undefined {
    if (found.length === 1) return found[0];
    this.#ambiguous(
      name,
      found.map(({ definition }) => definition.name.span),
    );
    return undefined;
  }

  #ambiguous(name: Name, spans: readonly TextSpan[]): void {
    this.#diagnostics.add(
      "VG3131",
      `\`${shortened(name.text)}\` is ambiguous: it is defined in several places`,
      {
        span: name.span,
        related: spans.map((span) => ({ message: "one of them", span })),
      },
    );
  }

  #unknown(
    name: Name,
    module: Module,
    sort: {
      readonly code: "VG3102" | "VG3104" | "VG3120";
      readonly wanted: "type" | "service" | "constant";
      readonly get: (scope: Scope, text: string) => unknown;
      readonly keys: (scope: Scope) => Iterable<string>;
      readonly others: Iterable<string>;
    },
  ): undefined {
    const { text, span } = name;
    const scopes = this.#scopes;
    if (scopes.isBroken(text, module)) return;
    const [other] = scopes.find<Definition>(
      text,
      module,
      (scope, key) => scope.types.get(key) ?? scope.services.get(key) ?? scope.constants.get(key),
    );
    if (other !== undefined) {
      this.#diagnostics.add("VG3103", `\`${text}\` is ${kindText(other.definition)} and no ${sort.wanted}`, {
        span,
      });
      return;
    }
    const dot = text.lastIndexOf(".");
    const same = scopes.spelling(text.slice(dot + 1), module, sort.get);
    const candidates = function* (): Iterable<string> {
      yield* sort.others;
      yield* scopes.names(module, sort.keys);
    };
    const hint = (): string =>
      same === undefined ? this.suggestions.for(text, candidates()) : question(same);
    const prefix = text.slice(0, Math.max(0, dot));
    const elsewhere = scopes.byStem(prefix);
    let message = `unknown ${sort.wanted} \`${shortened(text)}\``;
    if (dot <= 0 || scopes.hasPrefix(text, module)) message += hint();
    else if (elsewhere !== undefined && elsewhere !== module) {
      message += `: this file does not include \`${elsewhere.document.file.name}\``;
    } else if (sort.wanted === "constant") message += hint();
    else {
      message += `: no included file is called \`${shortened(prefix)}\``;
      message += same === undefined ? this.suggestions.for(prefix, scopes.prefixes(module)) : question(same);
    }
    this.#diagnostics.add(sort.code, message, { span });
  }
}

function* valueKeys(scope: Scope): Iterable<string> {
  yield* scope.constants.keys();
  for (const type of scope.types.values()) {
    if (type.kind !== "enum") continue;
    for (const member of type.members) yield `${type.name.text}.${member.name.text}`;
  }
}

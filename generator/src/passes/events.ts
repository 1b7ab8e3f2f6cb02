import type { Api, Content, Operation, StreamType, Type, TypeId, TypeTable } from "../ir/index.ts";
import { mapCallbacks, outgoingOperations } from "../ir/outgoing.ts";
import { typeTable } from "../ir/usage.ts";
import type { Diagnostics } from "../source/diagnostic.ts";

/**
 * Finds out which events of a stream hold JSON in their data: whoever reads one knows only its name. Alternatives that
 * cannot be told apart by that are refused.
 */
export function events(api: Api, diagnostics: Diagnostics): Api {
  const types = typeTable(api.types);
  const change = (content: Content): Content => {
    const { type } = content;
    if (type.kind !== "stream" || type.framing !== "sse") return content;
    const json = jsonEvents(type, types, diagnostics);
    return json === undefined ? content : { ...content, type: { ...type, json } };
  };
  const done = new Map<Operation, Operation>();
  const operation = (op: Operation): Operation => {
    const known =
      done.get(op) ??
      mapCallbacks(
        {
          ...op,
          ...(op.body && { body: { ...op.body, contents: op.body.contents.map(change) } }),
          replies: op.replies.map((reply) => ({ ...reply, contents: reply.contents.map(change) })),
        },
        operation,
      );
    done.set(op, known);
    return known;
  };
  const own = api.groups.flatMap((group) => group.operations);
  if (![...own, ...outgoingOperations(api)].some(hasEvents)) return api;
  return {
    ...api,
    ...(api.webhooks && { webhooks: api.webhooks.map(operation) }),
    groups: api.groups.map((group) => ({ ...group, operations: group.operations.map(operation) })),
  };
}

function hasEvents(op: Operation): boolean {
  return [op.body?.contents ?? [], ...op.replies.map((reply) => reply.contents)]
    .flat()
    .some(({ type }) => type.kind === "stream" && type.framing === "sse");
}

/** One form that an event may have. */
interface Form {
  /** Its names. `undefined`: it may be called anything. */
  readonly names: readonly string[] | undefined;
  /** Whether it has a name always. */
  readonly named: boolean;
  /** Whether its data is JSON; `undefined` when it has none. */
  readonly json: boolean | undefined;
}

function jsonEvents(stream: StreamType, types: TypeTable, diagnostics: Diagnostics): StreamType["json"] {
  const forms = formsOf(stream.items, types, new Set());
  const json = forms.filter((form) => form.json === true);
  const others = forms.filter((form) => form.json === false);
  if (json.length === 0) return undefined;
  if (others.length === 0) return true;
  const names = [...new Set(json.flatMap(namesOf))];
  const clash =
    json.some((form) => form.names === undefined) ||
    others.some((form) => namesOf(form).some((name) => names.includes(name)));
  if (clash) {
    diagnostics.add("VG2183", "some events have JSON in their data and some have text, under the same name", {
      span: stream.span,
      hint: 'give each alternative a name of its own: event: { const: … }, and list "event" in "required"',
    });
  }
  return names;
}

/** The names by which a reader may meet an event; "" is none. */
function namesOf({ names = [], named }: Form): readonly string[] {
  return named ? names : [...names, ""];
}

function formsOf(type: Type, types: TypeTable, seen: ReadonlySet<TypeId>): readonly Form[] {
  switch (type.kind) {
    case "ref": {
      const target = types.get(type.target);
      if (target === undefined || seen.has(type.target)) return [anything];
      return formsOf(target.type, types, new Set([...seen, type.target]));
    }
    case "union":
      return type.members.flatMap((member) => formsOf(member, types, seen));
    case "nullable":
      return formsOf(type.inner, types, seen);
    case "intersection":
      return type.members
        .map((member) => formsOf(member, types, seen))
        .reduce((all, next) => all.flatMap((a) => next.map((b) => both(a, b))), [anything]);
    case "object": {
      const data = type.properties.find((property) => property.name === "data");
      const event = type.properties.find((property) => property.name === "event");
      const names = event && literalsOf(event.type, types);
      const named = event?.required === true || type.requiredExtra?.includes("event") === true;
      return [{ names, named, json: data && data.content !== undefined }];
    }
    default:
      return [anything];
  }
}

const anything: Form = { names: undefined, named: false, json: undefined };

function both(a: Form, b: Form): Form {
  const names =
    a.names === undefined || b.names === undefined
      ? (a.names ?? b.names)
      : a.names.filter((name) => b.names?.includes(name));
  return { names, named: a.named || b.named, json: a.json ?? b.json };
}

function literalsOf(type: Type, types: TypeTable): readonly string[] | undefined {
  if (type.kind === "literal" && typeof type.value === "string") return [type.value];
  if (type.kind === "enum") return type.members.map((member) => String(member.value));
  const target = type.kind === "ref" ? types.get(type.target)?.type : undefined;
  return target === undefined || target.kind === "ref" ? undefined : literalsOf(target, types);
}

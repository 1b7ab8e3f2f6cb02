import type {
  Api,
  Constant,
  Content,
  EnumMember,
  FieldEncoding,
  Group,
  Header,
  NamedType,
  Operation,
  Parameter,
  ReplySpec,
  RequestBody,
  SecurityScheme,
  Server,
  Type,
} from "../ir/index.ts";
import { isLarge } from "../ir/size.ts";
import { callbacksOf, mapCallbacks, outgoingOperations } from "../ir/outgoing.ts";
import type { Claimant } from "./claims.ts";
import { Claims } from "./claims.ts";
import { placeOf } from "./hoist.ts";
import { camelCase, digest, pascalCase } from "./words.ts";

/** Names that generated code cannot give away, because it uses them itself or the language does. */
export interface ReservedNames {
  /** In the scope of types. */
  readonly types: readonly string[];
  /** In the scope of functions and of the methods of services and clients. */
  readonly functions: readonly string[];
  /** In the scope of keys of objects that may lack them: headers and security schemes. */
  readonly keys: readonly string[];
}

/** What one operation declares besides its function; `stem` is its name in PascalCase. */
function operationTypes(stem: string): readonly string[] {
  return [`${stem}Request`, `${stem}RequestInit`, `${stem}Reply`, `${stem}ReplyInit`];
}

const apiSuffixes = [
  "Service",
  "Principals",
  "Security",
  "Operation",
  "RouterOptions",
  "Credentials",
  "ClientOptions",
  "Client",
];
/** What senders are called besides. */
const senderSuffixes = ["Options"];
const groupSuffixes = ["Service", "Operation", "RouterOptions"];

/**
 * Gives everything its identifier. Operations come first and authors' types yield to what an operation declares
 * (`GetPetRequest`), so that a new type renames neither an operation nor another type.
 *
 * @param types the scope of types; later passes claim the names of what they add from it.
 */
export function names(given: Api, types: Claims, reserved: ReservedNames): Api {
  const api = withGroup({ ...given, name: apiName(given.name) });
  types.reserve(...reserved.types, ...apiSuffixes.map((suffix) => api.name + suffix));
  for (const stem of outgoingStems(api)) {
    types.reserve(stem, ...[...apiSuffixes, ...senderSuffixes].map((suffix) => stem + suffix));
  }
  const functions = new Claims(
    [...reserved.functions, ...[api.name, ...outgoingStems(api)].flatMap(routerNames)],
    undefined,
    types.onClash,
  );
  const groups = groupNames(api, types, functions);
  const operations = nameOperations(api, types, functions, reserved);
  const outgoing = nameOutgoing(api, types, functions, reserved);
  const webhooks = api.webhooks?.map((op) => outgoing.get(op) ?? op);
  const named = nameExceptions(nameTypes(api.types, types), types);
  const shared = isLarge(api) ? nameShared([...operations.values()], types) : operations;
  const nameOf = (op: Operation): Operation => {
    const own = operations.get(op) ?? op;
    return mapCallbacks(shared.get(own) ?? own, (one) => atName(outgoing.get(one) ?? one));
  };
  return {
    ...api,
    ...(webhooks && { webhooks }),
    groups: api.groups.map((group, i): Group => {
      const name = groups[i] ?? group.name;
      return { ...group, name, operations: group.operations.map(nameOf) };
    }),
    types: named,
    ...(api.constants && { constants: nameConstants(api.constants, reserved) }),
    servers: nameServers(api.servers, reserved),
    securitySchemes: nameSchemes(api.securitySchemes, reserved),
  };
}

/** Constants are called as their author calls them; they have a file of their own. */
function nameConstants(constants: readonly Constant[], reserved: ReservedNames): readonly Constant[] {
  const claims = new Claims([...reserved.functions, ...reserved.types]);
  const names = claims.all(
    constants.map(({ hint, span }, i): Claimant => ({
      id: `${hint} ${i}`,
      hint,
      base: hint.replaceAll(/[^A-Za-z0-9_$]|^(?=\d)/g, "_"),
      span,
    })),
  );
  return constants.map((constant, i) => ({ ...constant, name: names[i] ?? constant.hint }));
}

/** Names the definitions of parameters that operations share; those who clash with another in an operation have none. */
function nameShared(operations: readonly Operation[], types: Claims): Map<Operation, Operation> {
  const claimants = new Map<string, Claimant>();
  for (const parameter of operations.flatMap((op) => op.parameters)) {
    const id = sharedId(parameter);
    if (id === undefined) continue;
    const hint = `${parameter.shared ?? ""} param`;
    claimants.set(id, { hint, base: pascalCase(hint), id });
  }
  const names = types.all([...claimants.values()]);
  const byId = new Map([...claimants.keys()].map((id, i) => [id, names[i]]));
  return new Map(
    operations.map((op) => {
      const parameters = op.parameters.map((parameter): Parameter => {
        const declared = byId.get(sharedId(parameter) ?? "");
        return declared === undefined ? parameter : { ...parameter, declared };
      });
      return [op, { ...op, parameters }];
    }),
  );
}

/** What tells a shared definition from another; a reference may give it another description. */
function sharedId(parameter: Parameter): string | undefined {
  const { shared, property, name, source, type, docs } = parameter;
  if (shared === undefined || property !== parameterBase(parameter)) return undefined;
  const place = type.kind === "ref" ? type.target : `${type.kind} ${placeOf(type.span)}`;
  return JSON.stringify([shared, source, name, place, docs?.title, docs?.description, docs?.deprecated]);
}

/** A contract that has no operations yet still gets a service and a router, so that code can be written against them. */
function withGroup(api: Api): Api {
  if (api.groups.length > 0) return api;
  return {
    ...api,
    grouped: false,
    groups: [{ hint: api.name, name: api.name, operations: [], span: api.span }],
  };
}

/** What the code for webhooks and for callbacks is called after. */
function outgoingStems(api: Api): readonly string[] {
  const stems = api.webhooks === undefined ? [] : [`${api.name}Webhooks`];
  return callbacksOf(api).length === 0 ? stems : [...stems, `${api.name}Callbacks`];
}

/** A name that was given as an option stays as it is when it can. */
function apiName(name: string): string {
  return /^[A-Z]\w*$/.test(name) ? name : pascalCase(name);
}

function routerNames(stem: string): readonly string[] {
  const first = stem.charAt(0).toLowerCase() + stem.slice(1);
  return ["Router", "Routes", "Client", "Servers", "Sender", "Errors"].map((end) => first + end);
}

function groupNames(api: Api, types: Claims, functions: Claims): readonly string[] {
  if (!api.grouped) return api.groups.map(() => api.name);
  // A group may get a file of its own, and file systems confuse names that differ in case only.
  const scope = new Claims([], (name) => name.toLowerCase());
  const claimants = api.groups.map((group): Claimant => {
    const base = pascalCase(group.hint);
    return { hint: group.hint, base: base === api.name ? `${base}Group` : base, id: group.hint };
  });
  const names = scope.all(claimants);
  for (const name of names) {
    types.reserve(...groupSuffixes.map((suffix) => name + suffix));
    functions.reserve(...routerNames(name));
  }
  return names;
}

function nameOperations(
  api: Api,
  types: Claims,
  functions: Claims,
  reserved: ReservedNames,
): Map<Operation, Operation> {
  const operations = api.groups.flatMap((group) => group.operations);
  const distinct = [...new Set(operations)];
  const names = functions.all(
    distinct.map((op): Claimant => ({
      hint: op.alias ?? op.hint,
      base: op.alias ?? operationBase(op),
      id: `${op.method} ${op.path.text}`,
      span: op.span,
    })),
  );
  return new Map(
    distinct.map((op, i) => {
      const name = names[i] ?? op.name;
      types.reserve(...operationTypes(name.charAt(0).toUpperCase() + name.slice(1)));
      return [op, nameOperation(op, name, reserved)];
    }),
  );
}

/** Requests that the API makes are called as their authors do; the operations that it serves come first. */
function nameOutgoing(
  api: Api,
  types: Claims,
  functions: Claims,
  reserved: ReservedNames,
): Map<Operation, Operation> {
  const operations = outgoingOperations(api);
  const names = functions.all(
    operations.map((op): Claimant => ({
      hint: op.alias ?? op.hint,
      base: op.alias ?? camelCase(op.hint),
      id: `${op.method} ${op.path.text}`,
      span: op.span,
    })),
  );
  return new Map(
    operations.map((op, i) => {
      const name = names[i] ?? op.name;
      const stem = name.charAt(0).toUpperCase() + name.slice(1);
      types.reserve(...operationTypes(stem), `${stem}Origin`);
      functions.reserve(`${name}Url`);
      return [op, nameOperation(op, name, reserved)];
    }),
  );
}

/** Receivers of a callback listen at its name: several operations may have a callback of the same key. */
function atName(op: Operation): Operation {
  return { ...op, path: { text: `/${op.name}`, segments: [[{ kind: "literal", text: op.name }]] } };
}

/** The author's name, or `getPetsByPetId` out of `GET /pets/{petId}`. */
function operationBase(op: Operation): string {
  if (op.hint !== "" && !/^[A-Z-]+ \//.test(op.hint)) return camelCase(op.hint);
  const path = op.path.segments
    .flat()
    .map((part) => (part.kind === "literal" ? part.text : `by ${part.name}`))
    .join(" ");
  return camelCase(`${op.method.toLowerCase()} ${path}`);
}

function nameOperation(op: Operation, name: string, reserved: ReservedNames): Operation {
  const contents = (all: readonly Content[]): Content[] => all.map((one) => nameContent(one, reserved));
  const parameters = nameParameters(op.parameters, requestMembers(op));
  const body = op.body && { ...nameRaw(op.body, parameters), contents: contents(op.body.contents) };
  return {
    ...op,
    name,
    parameters,
    ...(body && { body }),
    replies: op.replies.map((reply): ReplySpec => ({
      ...reply,
      headers: nameHeaders(reply.headers, reserved),
      contents: contents(reply.contents),
    })),
  };
}

function nameContent(content: Content, reserved: ReservedNames): Content {
  if (content.encoding.length === 0) return content;
  return {
    ...content,
    encoding: content.encoding.map((field): FieldEncoding => ({
      ...field,
      headers: nameHeaders(field.headers, reserved),
    })),
  };
}

/** Members of a request object that are no parameters. */
function requestMembers({ body }: Operation): readonly string[] {
  const headed = body?.contents.some(({ encoding }) => encoding.some(({ headers }) => headers.length > 0));
  return ["body", "contentType", ...(headed === true ? ["partHeaders"] : [])];
}

/** The body as it came yields to parameters. */
function nameRaw(body: RequestBody, parameters: readonly Parameter[]): RequestBody {
  const { raw } = body;
  if (raw === undefined) return body;
  const members = ["body", "contentType", "partHeaders"];
  const base = propertyBase(raw.hint);
  const taken = new Claims([...members, ...parameters.map(({ property }) => property)]);
  const wanted = taken.has(base) ? `${base}Raw` : base;
  return { ...body, raw: { ...raw, property: taken.one({ hint: raw.hint, base: wanted, id: "raw" }) } };
}

/** Properties of the request object: a name that several sources use gets its source as suffix in each. */
function nameParameters(parameters: readonly Parameter[], members: readonly string[]): readonly Parameter[] {
  const plain = parameters.map(parameterBase);
  const shared = new Set(
    plain.filter((base, i) =>
      parameters.some((other, j) => plain[j] === base && other.source !== parameters[i]?.source),
    ),
  );
  const claimants = parameters.map((parameter, i): Claimant => {
    const base = plain[i] ?? "";
    const suffixed = shared.has(base) || members.includes(base);
    return {
      hint: parameter.name,
      base: suffixed ? base + parameter.source.charAt(0).toUpperCase() + parameter.source.slice(1) : base,
      id: `${parameter.source} ${parameter.name}`,
    };
  });
  const names = new Claims(members).all(claimants);
  return parameters.map((parameter, i): Parameter => ({
    ...parameter,
    property: names[i] ?? parameter.name,
  }));
}

function parameterBase(parameter: Parameter): string {
  if (parameter.alias !== undefined) return parameter.alias;
  return parameter.source === "header"
    ? camelCase(parameter.name.toLowerCase())
    : propertyBase(parameter.name);
}

/** The wire's name when it can be written after a dot, otherwise in lowerCamelCase. */
function propertyBase(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__" ? name : camelCase(name);
}

function nameHeaders(headers: readonly Header[], reserved: ReservedNames): readonly Header[] {
  if (headers.length === 0) return headers;
  const claimants = headers.map((header): Claimant => ({
    hint: header.cookie?.name ?? header.name,
    base:
      header.cookie === undefined ? camelCase(header.name.toLowerCase()) : propertyBase(header.cookie.name),
    id: header.cookie === undefined ? header.name : `${header.name} ${header.cookie.name}`,
  }));
  const names = new Claims(reserved.keys).all(claimants);
  return headers.map((header, i): Header => ({ ...header, property: names[i] ?? header.name }));
}

/** Authors' own names come before those of types that were split off. */
function nameTypes(declared: readonly NamedType[], types: Claims): readonly NamedType[] {
  const names = new Map<NamedType, string>();
  const isOwn = (type: NamedType): boolean => type.origin === "declared";
  for (const round of [declared.filter(isOwn), declared.filter((type) => !isOwn(type))]) {
    const claimants = round.map((type): Claimant => ({
      hint: type.alias ?? type.hint,
      base: type.alias ?? pascalCase(type.hint),
      id: type.id,
      span: type.span,
    }));
    types.all(claimants).forEach((name, i) => round[i] && names.set(round[i], name));
  }
  return declared.map((named): NamedType => {
    return { ...named, name: names.get(named) ?? named.name, type: nameMembers(named.type) };
  });
}

/**
 * Names of the classes of exceptions: `OrderNotFound` and `OrderNotFoundException` both give `OrderNotFoundError`. Where that
 * is the name of a type, such as the exception's own, the class is called `OrderNotFoundException`.
 */
function nameExceptions(named: readonly NamedType[], types: Claims): readonly NamedType[] {
  const known = new Set(named.map(({ name }) => name));
  const claimants = new Map<NamedType, Claimant>();
  for (const type of named) {
    if (type.exception === undefined) continue;
    const stem = type.name.replace(/(?<=.)(?:Error|Exception)$/, "");
    const base = known.has(`${stem}Error`) ? `${stem}Exception` : `${stem}Error`;
    claimants.set(type, { hint: type.hint, base, id: `exception ${type.id}`, span: type.span });
  }
  const names = types.all([...claimants.values()]);
  const classes = new Map([...claimants.keys()].map((type, i) => [type, names[i]]));
  return named.map((type) => {
    const className = classes.get(type);
    return className === undefined ? type : { ...type, exception: { className } };
  });
}

/** Names for the `const` object of a declared enum: the author's, or one made from the value. */
function nameMembers(type: Type): Type {
  if (type.kind === "nullable") return { ...type, inner: nameMembers(type.inner) };
  if (type.kind !== "enum") return type;
  const claimants = type.members.map((member): Claimant => {
    const base = member.name === undefined ? memberBase(member.value) : propertyBase(member.name);
    return { hint: member.name ?? String(member.value), base, id: `${typeof member.value} ${member.value}` };
  });
  const names = new Claims().all(claimants);
  return {
    ...type,
    members: type.members.map((member, i): EnumMember => ({
      ...member,
      name: names[i] ?? digest(String(i)),
    })),
  };
}

function memberBase(value: EnumMember["value"]): string {
  if (value === "") return "Empty";
  if (typeof value === "number") return pascalCase(`Value ${String(value).replace("-", "Minus ")}`);
  return pascalCase(String(value));
}

/** The author's names, or `server1` … by place: nothing else of a server is sure to stay. */
function nameServers(servers: readonly Server[], reserved: ReservedNames): readonly Server[] {
  const names = new Claims(reserved.keys).all(
    servers.map(({ name, url }, i): Claimant => {
      const place = `server${i + 1}`;
      return { hint: name ?? place, base: name === undefined ? place : propertyBase(name), id: url };
    }),
  );
  return servers.map((server, i): Server => ({ ...server, property: names[i] ?? `server${i + 1}` }));
}

function nameSchemes(schemes: readonly SecurityScheme[], reserved: ReservedNames): readonly SecurityScheme[] {
  // The principals of a caller stand beside `via`, which says `anonymous` when there are none.
  const names = new Claims([...reserved.keys, "via", "anonymous"]).all(
    schemes.map((scheme): Claimant => ({
      hint: scheme.name,
      base: propertyBase(scheme.name),
      id: scheme.name,
    })),
  );
  return schemes.map((scheme, i): SecurityScheme => ({ ...scheme, property: names[i] ?? scheme.name }));
}

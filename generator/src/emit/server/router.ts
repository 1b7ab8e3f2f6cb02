import type { Operation, RouteAlias, SecurityScheme } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier, join, literal } from "../code.ts";
import type { Codec } from "../codec/index.ts";
import type { Contract } from "../contract.ts";
import { lowerFirst } from "../contract.ts";
import type { SharedError } from "../errors.ts";
import { isProblem, sharedError } from "../errors.ts";
import { exceptionClass, exceptionsOf } from "../exceptions.ts";
import type { GeneratedFile } from "../file.ts";
import { call, record } from "../layout.ts";
import { pathPlaces } from "../request.ts";
import { schemesOf } from "../security.ts";
import { basePath } from "../servers.ts";
import { TypePrinter } from "../types/print.ts";
import { ReplyWriter } from "./replies.ts";
import { requirementsCode } from "./security.ts";
import type { Generics } from "./service.ts";

/** What a router is made for: the whole contract or a group of it. */
export interface RouterPlan {
  /** `Petstore` → `petstoreRouter`, `PetstoreRouterOptions`. */
  readonly stem: string;
  readonly operations: readonly Operation[];
  /** The routing table. */
  readonly routes: Code;
  readonly service: Code;
}

/** Declares the names of operations, the options, and the function that makes a router. */
export function declareRouter(
  plan: RouterPlan,
  contract: Contract,
  generics: Generics,
  file: GeneratedFile,
  securityFile: string,
  errorsFile: string,
): void {
  const { stem, service } = plan;
  const operation = identifier(`${stem}Operation`);
  const options = identifier(`${stem}RouterOptions`);
  const router = file.runtimeType("Router");
  const needed = schemesOf(contract.api, plan.operations);
  file.add(
    code`/** Names of operations, by which {@link ${options}} give layers. */\nexport type ${operation} = keyof ${service};`,
  );
  const secured = needed.length > 0;
  const kind = contract.outgoing === true ? "ReceiverOptions" : "ContractOptions";
  const common = code`${file.runtimeType(kind)}<Cx, ${operation}>`;
  const verifiers = secured
    ? code` & { readonly security: ${securityType(needed, contract, file, securityFile)} }`
    : code``;
  const named = [...new Set(plan.operations.flatMap(({ layers = [] }) => layers))];
  const layerNames = join(
    named.map((name) => literal(name)),
    " | ",
  );
  const layers = named.length === 0 ? code`` : code` & ${file.runtimeType("NamedLayers")}<${layerNames}>`;
  const errors = sharedError(contract.api);
  const shape = errors === undefined ? code`` : code` & ${mapErrorType(errors, contract, file)}`;
  const demanding = errors !== undefined && !isProblem(errors, contract.types);
  file.add(
    code`/** Options of {@link ${identifier(routerName(stem))}}. */\nexport type ${options}${generics.declared} = ${common}${verifiers}${layers}${shape};`,
  );
  const name = identifier(routerName(stem));
  const { bounds, passed } = generics;
  const given = code`${options}${passed}`;
  const base = basePath(contract.api.servers);
  const last = [
    secured ? file.from(securityFile, "schemes", "value") : code`{}`,
    literal(base),
    ...(errors === undefined ? [] : [file.from(errorsFile, errorWriterName(contract.api.name), "value")]),
  ];
  const used = errors !== undefined ? 3 : base !== "" ? 2 : secured ? 1 : 0;
  // Without security, options are needed only by handlers that ask for more than the runtime's context.
  const plain =
    secured || demanding || named.length > 0
      ? code``
      : code`export function ${name}(service: ${service}, options?: ${options}): ${router};\n`;
  file.add(
    code`/**
 * Routes of {@link ${service}}. With \`unimplemented: 501\`, handlers may be missing.
 *
 * @throws {Error} when a handler or a verifier${named.length === 0 ? code`` : code`, or a layer,`} is missing
 */
${plain}export function ${name}${bounds}(
  service: ${service}${passed},
  options: ${given},
): ${router};
export function ${name}${bounds}(
  service: Partial<${service}${passed}>,
  options: ${given} & { readonly unimplemented: 501 },
): ${router};
export function ${name}(service: object, options: object = {}): ${router} {
  return ${call(file.runtime("contractRouter"), [code`service`, code`options`, plan.routes, ...last.slice(0, used)])};
}`,
  );
}

/** The option that gives errors the shape of the contract; needed unless problem details have it. */
function mapErrorType(errors: SharedError, contract: Contract, file: GeneratedFile): Code {
  const body = new TypePrinter(file, contract.types).print(errors.content.type, "replyWrite");
  const option = code`${file.runtimeType("MapErrorOption")}<${body}>`;
  return isProblem(errors, contract.types) ? code`Partial<${option}>` : option;
}

/** Declares the function that writes errors in the shape of the contract. */
export function declareErrorWriter(
  errors: SharedError,
  contract: Contract,
  codec: Codec,
  file: GeneratedFile,
  exported: boolean,
): void {
  const body = new TypePrinter(file, contract.types).print(errors.content.type, "replyWrite");
  const keyword = exported ? code`export function` : code`function`;
  const name = identifier(errorWriterName(contract.api.name));
  const x = code`x: ${file.runtimeType("Exchange")}`;
  const reply = code`reply: ${file.runtimeType("ErrorReply")}<${body}>`;
  const write = new ReplyWriter(file, contract.types, codec).body(errors.reply);
  file.add(
    code`/** Writes an error in the shape that all operations have for it. */\n${keyword} ${name}(${x}, ${reply}): ${file.runtimeType("HttpResponse")} {\n  ${write}\n}`,
  );
}

/** `Petstore` → `petstoreErrors`. */
export function errorWriterName(stem: string): string {
  return `${lowerFirst(stem)}Errors`;
}

/** The verifiers that the operations of a router need. */
function securityType(
  needed: readonly SecurityScheme[],
  contract: Contract,
  file: GeneratedFile,
  securityFile: string,
): Code {
  const { api } = contract;
  const all = schemesOf(
    api,
    api.groups.flatMap((group) => group.operations),
  );
  const type = code`${file.from(securityFile, `${api.name}Security`, "type")}<P>`;
  if (needed.length === all.length) return type;
  return code`Pick<${type}, ${join(
    needed.map((scheme) => literal(scheme.property)),
    " | ",
  )}>`;
}

/** `exceptions: [[OrderNotFoundError, 404]]`: what the handler of an operation may throw. */
function exceptionsCode(op: Operation, contract: Contract, file: GeneratedFile): Code[] {
  const rows = [...exceptionsOf(op)].flatMap(([id, statuses]) => {
    const named = contract.types.get(id);
    if (named === undefined) return [];
    return [code`[${join([exceptionClass(named, file), ...statuses.map((one) => code`${one}`)], ", ")}]`];
  });
  return rows.length === 0 ? [] : [code`exceptions: [${join(rows, ", ")}]`];
}

/** What the routing table of a service holds. */
export interface RoutesPlan {
  /** Tables of services that it extends. */
  readonly inherited: readonly Code[];
  /** The others. */
  readonly operations: readonly Operation[];
  readonly endpoint: (op: Operation) => Code;
}

/** Declares the routing table of a service. */
export function declareRoutes(
  stem: string,
  plan: RoutesPlan,
  service: Code,
  schemes: readonly SecurityScheme[],
  contract: Contract,
  file: GeneratedFile,
  exported: boolean,
): void {
  const rows = [
    ...plan.inherited.map((routes) => code`...${routes},`),
    ...plan.operations.flatMap((op) => {
      const layers = (op.layers ?? []).map((name) => literal(name));
      const own = [
        ...(op.security.length === 0 ? [] : [code`security: ${requirementsCode(op, schemes)}`]),
        ...(layers.length === 0 ? [] : [code`layers: [${join(layers, ", ")}]`]),
        ...exceptionsCode(op, contract, file),
      ];
      const row = ({ method, path }: Pick<RouteAlias, "method" | "path">, more: readonly Code[]): Code => {
        const places = pathPlaces(op, path);
        const route = [
          code`operation: ${literal(op.name)}`,
          code`method: ${literal(method)}`,
          code`path: ${literal(path.text)}`,
          ...(places === undefined ? [] : [code`parameters: ${literal(places)}`]),
          ...(op.servers === undefined ? [] : [code`basePath: ${literal(basePath(op.servers))}`]),
          ...more,
          code`endpoint: ${plan.endpoint(op)}`,
        ];
        return code`${record(route)},`;
      };
      return [row(op, own), ...(op.aliases ?? []).map((alias) => row(alias, []))];
    }),
  ];
  const keyword = exported ? code`export const` : code`const`;
  const type = code`readonly ${file.runtimeType("ContractRoute")}<${service}>[]`;
  file.add(code`${keyword} ${identifier(routesName(stem))}: ${type} = [\n  ${rows}\n];`);
}

export function routerName(stem: string): string {
  return `${stem.charAt(0).toLowerCase()}${stem.slice(1)}Router`;
}

export function routesName(stem: string): string {
  return `${stem.charAt(0).toLowerCase()}${stem.slice(1)}Routes`;
}

import type { Operation, SecurityScheme } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier, join, literal } from "../code.ts";
import type { Contract } from "../contract.ts";
import type { GeneratedFile } from "../file.ts";
import { call, record } from "../layout.ts";
import { schemesOf } from "../security.ts";
import { basePath } from "../servers.ts";
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
  file.add(
    code`/** Options of {@link ${identifier(routerName(stem))}}. */\nexport type ${options}${generics.declared} = ${common}${verifiers};`,
  );
  const name = identifier(routerName(stem));
  const { bounds, passed } = generics;
  const given = code`${options}${passed}`;
  const base = basePath(contract.api.servers);
  const schemes = [
    ...(secured ? [file.from(securityFile, "schemes", "value")] : base === "" ? [] : [code`{}`]),
    ...(base === "" ? [] : [literal(base)]),
  ];
  // Without security, options are needed only by handlers that ask for more than the runtime's context.
  const plain = secured
    ? code``
    : code`export function ${name}(service: ${service}, options?: ${options}): ${router};\n`;
  file.add(
    code`/**
 * Routes of {@link ${service}}. With \`unimplemented: 501\`, handlers may be missing.
 *
 * @throws {Error} when a handler or a verifier is missing
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
  return ${call(file.runtime("contractRouter"), [code`service`, code`options`, plan.routes, ...schemes])};
}`,
  );
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

/** Declares the routing table of a service. */
export function declareRoutes(
  stem: string,
  operations: readonly Operation[],
  service: Code,
  schemes: readonly SecurityScheme[],
  file: GeneratedFile,
  exported: boolean,
): void {
  const rows = operations.map((op) => {
    const route = [
      code`operation: ${literal(op.name)}`,
      code`method: ${literal(op.method)}`,
      code`path: ${literal(op.path.text)}`,
      ...(op.servers === undefined ? [] : [code`basePath: ${literal(basePath(op.servers))}`]),
      ...(op.security.length === 0 ? [] : [code`security: ${requirementsCode(op, schemes)}`]),
      code`endpoint: ${identifier(op.name)}`,
    ];
    return code`${record(route)},`;
  });
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

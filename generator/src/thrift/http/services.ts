import type { OperationFacts, OperationFilter } from "../../ir/operation-filter.ts";
import type { Group, Server } from "../../ir/api.ts";
import type { Operation } from "../../ir/operation.ts";
import type { Method, ServiceDefinition } from "../ast.ts";
import type { ThriftContext } from "../context.ts";
import type { Declared, DeclaredMethod } from "../program.ts";
import { docsOf } from "../annotations/docs.ts";
import { RouteTable } from "./conflicts.ts";
import { lowerOperation } from "./operation.ts";
import type { Route } from "./routes.ts";
import { hasRoutes, routesOf } from "./routes.ts";
import { commonServers, serversOf } from "./servers.ts";

/** What the services of a program offer over HTTP. */
export interface Surface {
  readonly groups: readonly Group[];
  readonly grouped: boolean;
  readonly servers: readonly Server[];
  /** The methods that operations come of. */
  readonly methods: readonly DeclaredMethod[];
}

type Service = Declared<ServiceDefinition>;

/** A method with its routes, of which there is one at least. */
interface Served {
  readonly declared: DeclaredMethod;
  readonly routes: readonly [Route, ...Route[]];
}

/**
 * Lowers the services of the entry file, each of them to a group of what it offers. A method that several of them offer,
 * because one extends the other, is one operation.
 *
 * @param name of the API: that of the group when there is one service only.
 * @param filter which operations are wanted. Default: all.
 */
export function lowerServices(cx: ThriftContext, name: string, filter?: OperationFilter): Surface {
  const { program } = cx;
  const services = program.services.map((service) => ({
    service,
    methods: program.methodsOf(service),
    servers: serversOf(service.definition.annotations, "api.base_domain", cx.diagnostics),
  }));
  for (const { service } of services) reportUnrouted(cx, service);
  const served = serve(cx, services, filter);
  const hints = operationHints([...served.values()], program.services);
  const servers = commonServers(services.map((one) => one.servers));
  const own = new Map(services.map((one) => [one.service.definition, one.servers]));
  const operations = new Map(
    [...served].map(([method, { declared, routes }]): [Method, Operation] => {
      const at = servers.length > 0 ? [] : (own.get(declared.service.definition) ?? []);
      return [method, lowerOperation(cx, declared, routes, hints.get(method) ?? method.name.text, at)];
    }),
  );
  const offering = services
    .map(({ service, methods }) => ({
      service,
      operations: methods.flatMap(({ method }) => operations.get(method) ?? []),
    }))
    .filter((one) => one.operations.length > 0);
  const grouped = offering.length > 1;
  const stems = groupHints(offering.map(({ service }) => service));
  const groups = offering.map(({ service, operations: list }): Group => {
    const { definition } = service;
    const base = nearestBase(cx, service, stems);
    const docs = docsOf(definition.docs, definition.annotations);
    return {
      hint: grouped ? (stems.get(definition) ?? definition.name.text) : name,
      name: "",
      operations: list,
      ...(grouped && base !== undefined && { extends: base }),
      ...(docs && { docs }),
      span: definition.name.span,
    };
  });
  return { groups, grouped, servers, methods: [...served.values()].map(({ declared }) => declared) };
}

/** The methods that are wanted and have routes which nobody else has, each once. */
function serve(
  cx: ThriftContext,
  services: readonly { readonly service: Service; readonly methods: readonly DeclaredMethod[] }[],
  filter: OperationFilter | undefined,
): ReadonlyMap<Method, Served> {
  const offered = new Map<Method, { readonly declared: DeclaredMethod; readonly tags: string[] }>();
  for (const { service, methods } of services) {
    for (const declared of methods) {
      const known = offered.get(declared.method) ?? { declared, tags: [] };
      offered.set(declared.method, known);
      known.tags.push(service.definition.name.text);
    }
  }
  const table = new RouteTable(cx.diagnostics);
  const served = new Map<Method, Served>();
  for (const [method, { declared, tags }] of offered) {
    const [own, ...aliases] = routesOf(method.annotations, cx.diagnostics);
    if (own === undefined || filter?.admits(factsOf(method, own, tags), method) === false) continue;
    const owner = `${declared.service.definition.name.text}.${method.name.text}`;
    const [first, ...others] = table.claim([own, ...aliases], owner);
    if (first !== undefined) served.set(method, { declared, routes: [first, ...others] });
  }
  return served;
}

/** What of a method filters ask for: its first route is the one that clients know. */
function factsOf(method: Method, route: Route, tags: readonly string[]): OperationFacts {
  return {
    path: route.path.text,
    method: route.method,
    tags,
    operation: method.name.text,
    deprecated: docsOf(undefined, method.annotations)?.deprecated === true,
    internal: false,
  };
}

/** One warning a service, about those of its own methods that are not reached by HTTP. */
function reportUnrouted(cx: ThriftContext, { definition }: Service): void {
  const names = definition.methods.filter((one) => !hasRoutes(one.annotations)).map((one) => one.name.text);
  if (names.length === 0) return;
  const shown = names.slice(0, 10).map((one) => `\`${one}\``);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : "";
  cx.diagnostics.add(
    "VG3256",
    `\`${definition.name.text}\` has methods without a route, which are left out: ${shown.join(", ")}${more}`,
    { span: definition.name.span, hint: 'give them one: (api.get = "/orders/:id")' },
  );
}

/** Names of methods; those that two services use are qualified by the service. */
function operationHints(
  served: readonly Served[],
  services: readonly Service[],
): ReadonlyMap<Method, string> {
  const counts = new Map<string, number>();
  for (const { declared } of served) {
    const name = declared.method.name.text;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const declaring = [
    ...new Map(
      [...services, ...served.map(({ declared }) => declared.service)].map((one) => [one.definition, one]),
    ).values(),
  ];
  const stems = groupHints(declaring);
  return new Map(
    served.map(({ declared: { method, service } }) => {
      const name = method.name.text;
      const stem = stems.get(service.definition) ?? service.definition.name.text;
      return [method, (counts.get(name) ?? 0) > 1 ? `${stem}.${name}` : name];
    }),
  );
}

/** Names of services without `Service` at their end, which groups have of themselves, unless two would be one. */
function groupHints(services: readonly Service[]): ReadonlyMap<ServiceDefinition, string> {
  const stemOf = ({ definition }: Service): string => definition.name.text.replace(/(?<=.)_?Service$/, "");
  const counts = new Map<string, number>();
  for (const service of services) {
    const stem = stemOf(service).toLowerCase();
    counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  return new Map(
    services.map((service) => {
      const stem = stemOf(service);
      return [
        service.definition,
        (counts.get(stem.toLowerCase()) ?? 0) > 1 ? service.definition.name.text : stem,
      ];
    }),
  );
}

/** The hint of the nearest of the services that a service extends which is a group as well. */
function nearestBase(
  cx: ThriftContext,
  service: Service,
  groups: ReadonlyMap<ServiceDefinition, string>,
): string | undefined {
  for (let at = cx.program.baseOf(service); at !== undefined; at = cx.program.baseOf(at)) {
    const hint = groups.get(at.definition);
    if (hint !== undefined) return hint;
  }
  return undefined;
}

import type { HttpService } from "./types.ts";

/** One row of a router's table. */
export interface RouteInfo {
  /** "*" stands for every method that has no row of its own. */
  readonly method: string;
  /** Template with `{name}` and `{*rest}`, and the prefixes of all routers around it. */
  readonly path: string;
  /** Name of the operation in the contract; undefined for routes without one. */
  readonly operation: string | undefined;
  /** Name of the function or of the class of the service that answers; "" when it has none. */
  readonly handler: string;
  /** How many layers of routers and of the path stand around it; those of its own inside are its own business. */
  readonly layers: number;
}

/** A service that answers one operation of a contract. */
export interface OperationService extends HttpService {
  /** Name of the operation in code. */
  readonly operation: string;
}

/** The operation that a service says it answers. */
export function operationOf(service: HttpService): string | undefined {
  const { operation } = service as Partial<OperationService>;
  return typeof operation === "string" ? operation : undefined;
}

/** The name of a service: its own, as those made of functions have one, or that of its class. */
export function nameOf(service: HttpService): string {
  const { name } = service as { readonly name?: unknown };
  if (typeof name === "string") return name;
  const kind = service.constructor;
  return kind === Object ? "" : kind.name;
}

/**
 * Prints routes as a table for people, a line each: method, path, the operation or else the handler, layers.
 *
 * ```text
 * GET     /pets          listPets   1 layer
 * DELETE  /pets/{petId}  deletePet  1 layer
 * ```
 */
export function formatRoutes(routes: readonly RouteInfo[]): string {
  const rows = routes.map(({ method, path, operation, handler, layers }) => [
    method,
    path,
    operation ?? handler,
    layers === 0 ? "" : layers === 1 ? "1 layer" : `${layers} layers`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

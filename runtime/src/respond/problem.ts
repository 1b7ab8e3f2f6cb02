import { HeaderMap } from "../http/header-map.ts";
import type { HttpError, Problem } from "../http/problem.ts";
import { ShapedError } from "../http/shaped-error.ts";
import { HttpResponse } from "../http/response.ts";

/** Media type of {@link Problem} (RFC 9457 §3). */
export const problemType = "application/problem+json";

/** Makes a reply of problem details. */
export function problemResponse(problem: Problem, headers?: Readonly<Record<string, string>>): HttpResponse {
  const map = new HeaderMap(["content-type", problemType]);
  if (headers !== undefined) for (const [name, value] of Object.entries(headers)) map.set(name, value);
  return new HttpResponse(problem.status, map, JSON.stringify(problem));
}

/** The reply that a {@link HttpError} stands for. */
export function errorResponse(error: HttpError, traceId?: string): HttpResponse {
  if (error instanceof ShapedError) return error.response;
  const problem = traceId === undefined ? error.problem : { ...error.problem, traceId };
  return problemResponse(problem, error.headers);
}

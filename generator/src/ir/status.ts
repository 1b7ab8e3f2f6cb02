import type { StatusPattern } from "./operation.ts";

/** A status as contracts write it: `200`, `4XX`, `default`. */
export function statusText(status: StatusPattern): string {
  if (status.kind === "exact") return String(status.status);
  return status.kind === "range" ? `${status.hundred}XX` : "default";
}

/** What replies are sorted by: exact statuses ascending, then ranges, then the default. */
export function statusRank(status: StatusPattern): number {
  return status.kind === "exact" ? status.status : status.kind === "range" ? 1000 + status.hundred : 2000;
}

import type { RequestStats, ServerContext } from "../../../http/context.ts";
import { logged, requestRecord } from "../../log.ts";
import { addressOf } from "../client-address.ts";
import { requestIdKey } from "../request-id/key.ts";
import type { AccessRecord } from "./layer.ts";

/**
 * Makes the record of a request that is over.
 * @param headers names in lower case of the fields that are logged
 */
export function accessRecord(
  cx: ServerContext,
  stats: RequestStats,
  query: boolean,
  headers: readonly string[],
): AccessRecord {
  const { request, caller } = cx;
  const client = addressOf(cx);
  const requestId = cx.get(requestIdKey);
  const userAgent = request.headers.get("user-agent");
  const { startedAt, finishedAt = startedAt } = stats;
  // Spreading what may be absent would cost several times as much.
  const record: Writable<AccessRecord> = {
    ...requestRecord(cx),
    status: stats.status,
    duration: Math.round((finishedAt - startedAt) * 1_000) / 1_000,
    bytesReceived: stats.bytesReceived,
    bytesSent: stats.bytesSent,
    complete: stats.complete,
  };
  if (client !== undefined) record.client = client;
  if (requestId !== undefined) record.requestId = requestId;
  if (caller !== undefined) record.caller = logged(caller);
  if (userAgent !== undefined) record.userAgent = logged(userAgent);
  if (query && request.query !== "") record.query = logged(request.query);
  if (headers.length > 0) record.headers = fieldsOf(cx, headers);
  return record;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function fieldsOf(cx: ServerContext, names: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const name of names) {
    const value = cx.request.headers.get(name);
    if (value !== undefined) fields[name] = logged(value);
  }
  return fields;
}

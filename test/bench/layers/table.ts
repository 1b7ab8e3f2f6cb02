import { key, provide } from "volo-http";
import type { HttpLayer } from "volo-http";
import {
  accessLog,
  bodyLimit,
  catchErrors,
  clientIp,
  concurrencyLimit,
  cors,
  etag,
  filter,
  handlerTimeout,
  metrics,
  rateLimit,
  requestId,
  securityHeaders,
  tracing,
} from "volo-http/layers";
import { compression, decompression, diagnostics } from "volo-http/node";

let lines = 0;

/** What each layer does here is its usual work: nothing is skipped, nothing is refused. */
export const layers: Readonly<Record<string, () => HttpLayer>> = {
  accessLog: () => accessLog({ logger: { info: (record) => void (lines += JSON.stringify(record).length) } }),
  bodyLimit: () => bodyLimit(1_048_576),
  catchErrors: () => catchErrors(),
  clientIp: () => clientIp(),
  compression: () => compression(),
  concurrencyLimit: () => concurrencyLimit({ limit: 1_000 }),
  cors: () => cors({ origins: ["https://app.example"] }),
  decompression: () => decompression(),
  diagnostics: () => diagnostics(),
  etag: () => etag(),
  filter: () => filter(() => true),
  handlerTimeout: () => handlerTimeout(30_000),
  metrics: () => metrics(),
  provide: () => provide(key<number>("n"), 1),
  // So many that the number of those left keeps its digits.
  rateLimit: () => rateLimit({ policies: { name: "default", quota: 900_000_000, window: 3_600_000 } }),
  requestId: () => requestId(),
  securityHeaders: () => securityHeaders(),
  tracing: () => tracing(),
};

// What each layer adds to a request that passes it: microseconds of CPU, around a service that answers at once.
//
// Options: --rounds=9 --requests=100000 --layers=cors,etag. There is no socket: what one costs varies from process to process by
// more than most layers do.
import { parseArgs } from "node:util";
import { HeaderMap, HttpResponse, ServerContext } from "volo-http";
import type { HttpLayer, HttpRequest, HttpService } from "volo-http";
import { median } from "../figures.ts";
import { layers } from "./table.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    requests: { type: "string", default: "100000" },
    layers: { type: "string", default: Object.keys(layers).join(",") },
  },
});
const rounds = Number(values.rounds);
const requests = Number(values.requests);
const names = values.layers.split(",");

const headers = HeaderMap.from({
  host: "localhost",
  "user-agent": "bench",
  accept: "application/json",
  "accept-encoding": "gzip, br",
  origin: "https://app.example",
});
const body = {
  present: false,
  length: 0,
  limit: 1_048_576,
  used: false,
  bytes: () => Promise.resolve(new Uint8Array()),
  stream: () => new ReadableStream<Uint8Array>(),
};
const connection = { remoteAddress: "127.0.0.1", onDisconnect: () => undefined };

const handler: HttpService = {
  call: () => new HttpResponse(200, ["content-type", "application/json"], '{"message":"hello"}'),
};

/** Microseconds of one request. */
async function cost(service: HttpService): Promise<number> {
  const start = process.cpuUsage();
  for (let i = 0; i < requests; i++) {
    const request: HttpRequest = {
      method: "GET",
      target: "/hello",
      path: "/hello",
      query: "",
      headers,
      body,
    };
    const cx = new ServerContext(request, connection);
    const answer = service.call(cx, request);
    if (answer instanceof Promise) await answer;
    cx.finish();
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / requests;
}

function around(layer: HttpLayer): HttpService {
  return (layer as { layer(inner: HttpService): HttpService }).layer(handler);
}

for (const name of names) {
  const make = layers[name];
  if (make === undefined) throw new Error(`there is no layer ${name}`);
  const service = around(make());
  const added: number[] = [];
  // The first round compiles.
  for (let round = 0; round <= rounds; round++) {
    const without = await cost(handler);
    const withLayer = await cost(service);
    if (round > 0) added.push(withLayer - without);
  }
  process.stdout.write(`  ${name.padEnd(18)} ${median(added).toFixed(2).padStart(6)} µs/request\n`);
}
// Stores and clocks of layers would keep the process.
process.exit(0);

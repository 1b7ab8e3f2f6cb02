// The service of the benchmark of HTTP with one layer around it, which the argument names, or with none.
import { serve } from "volo-http/server";
import { benchRouter } from "../http/gen/bench/server.ts";
import { report } from "../protocol.ts";
import { layers } from "./table.ts";

const router = benchRouter({
  hello: () => ({ message: "hello" }),
  getPet: ({ id, limit, expand, tags = [] }) => ({ id, limit, expand, tags }),
  createPet: ({ body }) => ({ id: 1, ...body }),
});
const layer = layers[process.argv[2] ?? ""];
if (layer !== undefined) router.layer(layer());
const server = await serve(router, { port: 0, hostname: "127.0.0.1" });
report(server.port);

// The service as its contract's generated code makes it: every value checked, every reply written by its schema.
import { serve } from "volo-http/server";
import { benchRouter } from "../gen/bench/server.ts";
import { report } from "../../protocol.ts";

const router = benchRouter({
  hello: () => ({ message: "hello" }),
  getPet: ({ id, limit, expand, tags = [] }) => ({ id, limit, expand, tags }),
  createPet: ({ body }) => ({ id: 1, ...body }),
});
const server = await serve(router, { port: 0, hostname: "127.0.0.1" });
report(server.port);

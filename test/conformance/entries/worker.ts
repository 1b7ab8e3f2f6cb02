import { key, toFetch } from "volo-http";
import { createApp } from "../app.ts";
import { refusesCode } from "./refuses-code.ts";

/** Bindings of the Worker. */
interface Env {
  readonly GREETING: string;
}

interface ExecutionContext {
  waitUntil(work: Promise<unknown>): void;
}

const app = createApp();
const bindings = key<Env>("bindings");
app.service
  .route("/greeting", { GET: (_req, cx) => cx.get(bindings)?.GREETING })
  .route("/refuses-code", { GET: () => String(refusesCode()) });
const handle = toFetch<Env>(app.service, { ...app.options, env: bindings });

export default {
  fetch: (request: Request, env: Env, context: ExecutionContext): Promise<Response> =>
    handle(request, { env, waitUntil: (work) => context.waitUntil(work) }),
};

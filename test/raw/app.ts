// The server under attack: plain routes for every kind of body and value, a contract's router below /shop, handlers that fail
// with secrets in their messages. It runs as a process of its own, on the Node that started it, from the built package.
import {
  any,
  bytesBody,
  cookie,
  formBody,
  get,
  header,
  HttpResponse,
  integer,
  json,
  jsonBody,
  path,
  post,
  query,
  reply,
  Router,
  serve,
  setCookie,
  textBody,
} from "volo-http";
import { petstoreRouter } from "../../examples/petstore/src/gen/petstore/server.ts";

const pet = {
  id: 1,
  name: "Rex",
  animal: { kind: "cat", indoor: true },
  price: 1,
  createdAt: "2026-01-01T00:00:00Z",
} as const;

const shop = petstoreRouter(
  {
    listPets: ({ limit, status = [] }) =>
      reply(200, { items: [] }, { headers: { xTotalCount: limit + status.length } }),
    createPet: ({ body }) => reply(201, { ...pet, ...body }, { headers: { location: "/pets/1" } }),
    getPet: ({ petId }) => (petId === 1 ? pet : reply(404, { title: "No such pet", status: 404 })),
    placeOrder: () => reply(404, { title: "No such pet", status: 404 }),
  },
  {
    unimplemented: 501,
    security: {
      apiKey: (key) => (key === "good" ? { name: "staff" } : undefined),
      bearer: (token) => (token === "good" ? { name: "alice" } : undefined),
    },
  },
);

const router = new Router()
  .route(
    "/",
    get(() => "root"),
  )
  .route(
    "/json",
    post([jsonBody()], (body) => json({ got: body })),
  )
  .route(
    "/form",
    post([formBody()], (form) => json([...form])),
  )
  .route(
    "/text",
    post([textBody()], (text) => text),
  )
  .route(
    "/bytes",
    post([bytesBody()], (bytes) => String(bytes.length)).put([bytesBody({ limit: 10 })], (bytes) =>
      String(bytes.length),
    ),
  )
  .route(
    "/query",
    get([query("n", integer)], (n) => String(n)),
  )
  .route(
    "/header",
    get([header("x-n", integer)], (n) => String(n)),
  )
  .route(
    "/cookie",
    get([cookie("n", integer)], (n) => String(n)),
  )
  .route(
    "/items/{id}",
    get([path("id")], (id) => json(id)).delete(() => undefined),
  )
  .route(
    "/ints/{id}",
    get([path("id", integer)], (id) => String(id)),
  )
  .route(
    "/files/{*rest}",
    get([path("rest")], (rest) => json(rest)),
  )
  .route(
    "/echo",
    any((req) => req.method),
  )
  .route(
    "/unread",
    post(() => "never read"),
  )
  .route(
    "/throw",
    get(() => {
      throw new Error("secret-in-a-message");
    }),
  )
  .route(
    "/reject",
    get(() => Promise.reject(new Error("secret-in-a-rejection"))),
  )
  .route(
    "/broken-stream",
    get(async function* () {
      yield "first";
      throw new Error("secret-in-a-stream");
    }),
  )
  .route(
    "/header-from-query",
    get([query("v")], (v) => [200, { "x-v": v }, "ok"]),
  )
  .route(
    "/cookie-from-query",
    get([query("v")], (v) => new HttpResponse(200, ["set-cookie", setCookie("c", v)], "ok")),
  )
  .route(
    "/location-from-query",
    get([query("v")], (v) => new HttpResponse(303, ["location", v])),
  )
  .nest("/shop", shop);

const server = await serve(router, {
  hostname: "127.0.0.1",
  headersTimeout: 1500,
  requestTimeout: 2500,
  connectionsCheckingInterval: 100,
  handlerTimeout: 4000,
});
process.on("message", (message) => {
  if (message === "stop") void server.close({ timeout: 100 }).then(() => process.exit(0));
});
process.send?.({ port: server.port });

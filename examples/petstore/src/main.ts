import { health, serve } from "volo-http/server";
import { ReplyError } from "volo-http/client";
import { createApp } from "./app.ts";
import { demo } from "./auth.ts";
import { PetstoreClient } from "./gen/petstore/client.ts";

const port = Number(process.env["PORT"] ?? 8080);
const app = createApp(process.env["DATABASE"]);
const probes = health();
const server = await serve(app.router.merge(probes.router), {
  port,
  health: probes,
  signals: true,
  development: process.env["NODE_ENV"] !== "production",
});
server.onClosed(app.close);
probes.started();

const client = new PetstoreClient({ baseUrl: server.url, auth: demo });

console.log(`\nThe petstore listens on ${server.url}. Its generated client calls it:\n`);

const pet = await client.createPet({
  body: { name: `Mimi ${Date.now()}`, animal: { kind: "cat", indoor: true }, price: 12_000 },
});
show("createPet", pet);
show("listPets", await client.listPets({ limit: 2, status: ["available"] }));
show(
  "placeOrder",
  await client.placeOrder({
    idempotencyKey: crypto.randomUUID(),
    contentType: "application/json",
    body: { petId: pet.id },
  }),
);
show("getInventory", await client.getInventory());

const missing = await client.getPet({ petId: 999 }).reply();
show(`getPet 999 → ${missing.status}`, missing.body);

const refused = await client.createPet({ body: { ...pet, price: -1 } }).catch((error: unknown) => error);
show("createPet with a negative price", refused instanceof ReplyError ? refused.message : refused);

console.log(`
Try it:
  curl ${server.url}/pets
  curl ${server.url}/pets/${pet.id}
  curl -X POST ${server.url}/pets -H 'x-api-key: ${demo.apiKey}' -H 'content-type: application/json' \\
       -d '{"name":"Rex","animal":{"kind":"dog","size":"large"},"price":30000}'

  contract   idl/petstore.yaml                        ${server.url}/docs  /openapi.json
  generated  examples/petstore/src/gen/petstore/      types.ts  codec.ts  server.ts  client.ts
  handlers   examples/petstore/src/pets.ts            orders.ts

Change the contract, run it again, and let tsc tell you what is missing. Ctrl-C stops.
`);

function show(call: string, value: unknown): void {
  console.log(`  ${call}\n    ${JSON.stringify(value)}`);
}

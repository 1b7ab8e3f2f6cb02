import { join } from "node:path";
import { inMemory } from "volo-http/client";
import type { Transport } from "volo-http/client";
import type { Router } from "volo-http/server";
import { expect, test } from "vitest";
import { generated } from "./generated.ts";

const sum = Uint8Array.of(1, 2, 255);

test.each([
  ["sendForm", { sum }, { sum, opt: undefined }],
  ["sendParts", { n: { sum }, all: [{ sum }, { sum }], sum }, undefined],
])("bytes inside the fields of a body arrive: %s", async (operation, body, expected) => {
  const api = await generated({ path: join(import.meta.dirname, "fixtures/fields.yaml") }, "Fields");
  expect(api.diagnostics).toEqual([]);
  expect(await api.check()).toBe("");
  const server = await api.load("server.ts");
  const client = await api.load("client.ts");
  const fieldsRouter = server["fieldsRouter"] as (service: object) => Router;
  const FieldsClient = client["FieldsClient"] as new (options: {
    transport: Transport;
  }) => Record<string, (req: object) => Promise<unknown>>;
  let seen: unknown;
  const handler = (req: { body: unknown }): undefined => {
    seen = req.body;
  };
  const transport = inMemory(fieldsRouter({ sendForm: handler, sendParts: handler }));
  await new FieldsClient({ transport })[operation]?.({ body });
  api.remove();
  expect(seen).toEqual(expected ?? body);
});

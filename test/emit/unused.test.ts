import { expect, test } from "vitest";
import { generated } from "./generated.ts";

// Generated code compiles under `noUnusedLocals` and `noUnusedParameters` also where an interface has little to say.

const ok = 'responses: { "204": { description: done } }';

test.each([
  ["no operation", "paths: {}"],
  ["webhooks alone", `webhooks: { a: { post: { ${ok} } } }`],
  [
    "a group without security beside one with it",
    `paths:
  /a: { get: { tags: [A], operationId: a, ${ok} } }
  /b: { get: { tags: [B], operationId: b, security: [{ key: [] }], ${ok} } }
  /c: { get: { tags: [C], operationId: c, security: [{}], ${ok} } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }`,
  ],
])("a contract of %s", async (_, text) => {
  const api = await generated({ text: `openapi: 3.1.0\ninfo: { title: t, version: "1" }\n${text}\n` });
  try {
    expect(api.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(await api.check()).toBe("");
  } finally {
    api.remove();
  }
});

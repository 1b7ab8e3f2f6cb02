import { expect, test } from "vitest";
import { explain } from "volo-http/codegen/v1";
import type { Schema } from "volo-http/codegen/v1";
import { compiled, schemas } from "./oracle.ts";

interface Codec {
  isU(value: unknown): boolean;
  USchema: Schema;
}

test("a pattern of names that takes quadratic time is not tried on long names, neither to decide nor to explain", async () => {
  const { api, errors } = await compiled(
    schemas({ U: { type: "object", patternProperties: { "f.*o": { type: "integer" } } } }),
  );
  expect(errors).toEqual([]);
  const { isU, USchema } = (await api.load("codec.ts")) as unknown as Codec;
  expect([isU({ foo: 1 }), isU({ foo: "1" }), isU({ bar: "1" })]).toEqual([true, false, true]);
  // Half a million starts, each of which looks at all that follows, would take minutes.
  const long = { ["f".repeat(500_000)]: 1 };
  expect(isU(long)).toBe(false);
  expect(explain(USchema, long)).toEqual([
    expect.objectContaining({ keyword: "maxNameLength", message: "has a name of more than 707 characters" }),
  ]);
});

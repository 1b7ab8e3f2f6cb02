import fc from "fast-check";
import { expect, test } from "vitest";
import { timingSafeEqual } from "./timing-safe-equal.ts";

test.each<[string, string, boolean]>([
  ["", "", true],
  ["secret", "secret", true],
  ["secret", "Secret", false],
  ["secret", "secret ", false],
  ["secret", "", false],
  ["secre", "secret", false],
  ["ä", "a\u0308", false],
  ["a\0", "a", false],
])("%j and %j: %s", async (given, expected, equal) => {
  expect(await timingSafeEqual(given, expected)).toBe(equal);
});

test("texts are equal to themselves, and to no other", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.string(), async (one, other) => {
      expect(await timingSafeEqual(one, `${one}`)).toBe(true);
      expect(await timingSafeEqual(one, other)).toBe(one === other);
    }),
  );
});

test("both are hashed whole, so that what is compared has one length and tells nothing of where they differ", async () => {
  const lengths: number[] = [];
  const { digest } = crypto.subtle;
  crypto.subtle.digest = async (algorithm, data) => {
    const hash = await digest.call(crypto.subtle, algorithm, data);
    lengths.push(data.byteLength, hash.byteLength);
    return hash;
  };
  try {
    expect(await timingSafeEqual("x".repeat(1000), "secret")).toBe(false);
  } finally {
    Reflect.deleteProperty(crypto.subtle, "digest");
  }
  expect(lengths.toSorted((a, b) => a - b)).toEqual([6, 32, 32, 1000]);
});

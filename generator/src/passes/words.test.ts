import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { camelCase, digest, kebabCase, pascalCase } from "./words.ts";

describe("names of types", () => {
  test.each([
    ["Pet", "Pet"],
    ["pet", "Pet"],
    ["simple-user", "SimpleUser"],
    ["simple_user", "SimpleUser"],
    ["pet.Status", "PetStatus"],
    ["HTTPError", "HTTPError"],
    ["API_KEY", "ApiKey"],
    ["PET", "PET"],
    ["3d-secure", "_3dSecure"],
    ["List«Pet»", "ListPet"],
    ["Straße", "Strasse"],
    ["Crème Brûlée", "CremeBrulee"],
    ["Øre", "Ore"],
    ["宠物", "U5BA0U7269"],
    ["Ｆｕｌｌ", "Full"],
    ["__proto__", "Proto"],
    ["constructor", "Constructor"],
    ["", "Unnamed"],
    ["💥", "Unnamed"],
    ["a\u202eb", "AB"],
    ["x */ y", "XY"],
    ["${x}`\n", "X"],
  ])("%j is %s", (text, name) => {
    expect(pascalCase(text)).toBe(name);
  });
});

describe("names of operations and properties", () => {
  test.each([
    ["getPet", "getPet"],
    ["GetPet", "getPet"],
    ["repos/get-content", "reposGetContent"],
    ["x-request-id", "xRequestId"],
    ["x-n", "xN"],
    ["ID", "id"],
    ["URLPath", "urlPath"],
    ["APIKey", "apiKey"],
    ["LIST_PETS", "listPets"],
    ["filter[name]", "filterName"],
    ["2fa", "_2fa"],
    ["", "unnamed"],
  ])("%j is %s", (text, name) => {
    expect(camelCase(text)).toBe(name);
  });
});

test.each([
  ["PetStore", "pet-store"],
  ["petstore", "petstore"],
  ["api.github.com", "api-github-com"],
  ["HTTPServer", "http-server"],
  ["../../etc", "etc"],
  ["", "unnamed"],
])("the file of %j is %s", (text, name) => {
  expect(kebabCase(text)).toBe(name);
});

test("any text at all gives an ASCII identifier", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), (text) => {
      expect(pascalCase(text)).toMatch(/^[A-Z_][A-Za-z0-9_]*$/);
      expect(camelCase(text)).toMatch(/^[a-z_][A-Za-z0-9_]*$/);
      expect(kebabCase(text)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    }),
  );
});

test("the digest of twins depends on their text", () => {
  expect(digest("pet")).toMatch(/^[a-z0-9]{5}$/);
  expect(digest("pet")).toBe(digest("pet"));
  expect(digest("pet")).not.toBe(digest("PET"));
});

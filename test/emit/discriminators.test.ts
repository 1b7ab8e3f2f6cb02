import { join } from "node:path";
import { toFetch } from "volo-http/server";
import type { Router } from "volo-http/server";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { compilers } from "../tools.ts";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// Which member of a union a value is: in types, in requests and in replies.

let api: Generated;
let send: (
  path: string,
  body: unknown,
  answer?: unknown,
) => Promise<{ status: number; body: unknown; seen: unknown }>;

beforeAll(async () => {
  api = await generated({ path: join(import.meta.dirname, "fixtures/discriminators/api.yaml") }, "Api");
  const { apiRouter } = await api.load("server.ts");
  let seen: unknown;
  let answer: unknown;
  const service = new Proxy(
    {},
    {
      get: () => (req: { readonly body: unknown }) => {
        seen = req.body;
        return answer ?? req.body;
      },
    },
  );
  const fetch = toFetch((apiRouter as (service: object) => Router)(service));
  send = async (path, body, given) => {
    seen = undefined;
    answer = given;
    const headers = { "content-type": "application/json" };
    const response = await fetch(
      new Request(`http://x${path}`, { method: "POST", headers, body: JSON.stringify(body) }),
    );
    return { status: response.status, body: await response.json(), seen };
  };
});
afterAll(() => api.remove());

test.each(compilers)(
  "%s finds nothing wrong",
  async (compiler) => expect(await api.check(compiler)).toBe(""),
  60_000,
);

test("types hold the literal of each member", () => {
  const types = api.files.get("types.ts") ?? "";
  expect(types).toContain(
    'export type Pet = Cat & { petType: "cat" | "kitty" } | Dog & { petType: "dog" } | Puppy & { petType: "Puppy" };',
  );
  expect(types).toContain("export interface Cat extends PetBase {");
  expect(types).toContain("pet: Pet;");
  expect(types).toContain("friends?: Pet[];");
  expect(types).toContain(
    'export type Shape = Circle & { kind: "round" | "ring" } | Square & { kind: "square" } | Triangle & { kind: "Triangle" };',
  );
  expect(types).toContain("export type Event = Created | Deleted | Other;");
  expect(types).toContain("export type Fixed = One | Two;");
  expect(types).not.toContain("never;");
});

const accepted: readonly [path: string, body: object][] = [
  ["/pets", { petType: "cat", name: "a", lives: 9 }],
  [
    "/pets",
    {
      petType: "kitty",
      name: "a",
      lives: 9,
      friends: [{ petType: "Puppy", name: "b", bark: true, weeks: 3 }],
    },
  ],
  ["/pets", { petType: "dog", name: "a", bark: true }],
  ["/wrapped", { pet: { petType: "cat", name: "a", lives: 9 } }],
  ["/listed", { sort: "red", warmth: 1 }],
  ["/listed", { sort: "blue", depth: 1 }],
  ["/shapes", { kind: "ring", r: 1 }],
  ["/shapes", { kind: "square", side: 1 }],
  ["/shapes", { kind: "Triangle", base: 1 }],
  ["/events", { type: "created", at: 1 }],
  ["/events", { type: "renamed", note: "n" }],
  ["/events", { note: "n" }],
  ["/fixed", { t: "one", x: "y" }],
  ["/fixed", { t: "deux" }],
  ["/items", { id: "a", weight: 1, parts: 2 }],
];
test.each(accepted)("%s takes and gives back %j", async (path, body) => {
  // What no member of a union declares is not written.
  const written = path === "/items" ? { id: "a", weight: 1 } : body;
  expect(await send(path, body)).toEqual({ status: 200, body: written, seen: body });
});

const refused: readonly [path: string, body: object, pointer: string, message: string][] = [
  ["/pets", { petType: "cat", name: "a" }, "/lives", "is required"],
  ["/pets", { petType: "hamster", name: "a" }, "/petType", 'must be one of "cat", "kitty", "dog", "Puppy"'],
  ["/pets", { name: "a" }, "/petType", 'is required: one of "cat", "kitty", "dog", "Puppy"'],
  ["/wrapped", { pet: { petType: "cat", name: "a" } }, "/pet/lives", "is required"],
  ["/listed", { sort: "red", warmth: "hot" }, "/warmth", "must be a number"],
  ["/listed", { sort: "green" }, "/sort", 'must be one of "red", "blue"'],
  ["/shapes", { r: 1 }, "/kind", 'is required: one of "round", "ring", "square", "Triangle"'],
  ["/shapes", { kind: "round", r: "1" }, "/r", "must be a number"],
  ["/events", { type: "created" }, "/at", "is required"],
  ["/events", { type: "renamed", note: 1 }, "/note", "must be a string"],
  ["/fixed", { t: "three" }, "/t", 'must be one of "one", "two", "deux"'],
  ["/items", { id: "a" }, "", "must fit exactly one of the alternatives, and fits several"],
];
test.each(refused)("%s refuses %j", async (path, body, pointer, message) => {
  const { status, body: problem } = await send(path, body);
  expect(status).toBe(400);
  expect((problem as { errors: unknown }).errors).toContainEqual(
    expect.objectContaining({ pointer, message }),
  );
});

test("a writer keeps what every fitting member declares, and nothing else", async () => {
  const body = { id: "a", weight: 1, parts: 2 };
  const reply = { id: "a", weight: 1, parts: ["b"], secret: "s" };
  expect((await send("/items", body, reply)).body).toEqual({ id: "a", weight: 1, parts: ["b"] });
  const cat = { petType: "cat", name: "a", lives: 9, secret: "s" };
  expect((await send("/pets", cat, cat)).body).toEqual({ petType: "cat", name: "a", lives: 9 });
});

test("a reply of no known member is a fault of the server", async () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { status } = await send("/fixed", { t: "one" }, { t: "seven" });
  expect(status).toBe(500);
  error.mockRestore();
});

test("what is ambiguous is said with its place", () => {
  expect(api.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'VG2056 this base stands for its subtypes "Cat", "Dog", "Puppy"',
    'VG2143 the members "Product" and "Bundle" accept common values, which oneOf refuses',
  ]);
});

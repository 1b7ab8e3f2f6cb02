import { join } from "node:path";
import { reply } from "volo-http";
import { serve } from "volo-http/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// A contract that uses what is new in OpenAPI 3.2, from a generated client over a socket to a generated server.

type Router = Parameters<typeof serve>[0];
type Call = Promise<unknown> & { reply(): Promise<{ status: number; body: unknown; headers: object }> };
type Operations = Record<string, (req?: object) => Call>;

let api: Generated;
let client: Operations;
let baseUrl: string;
let close: () => Promise<unknown>;
let seen: { operation: string; req: Readonly<Record<string, unknown>> } | undefined;
let answers: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  api = await generated({ path: join(import.meta.dirname, "fixtures/everything32.yaml") }, "Library");
  const { libraryRouter } = (await api.load("server.ts")) as {
    libraryRouter: (service: object, options: object) => Router;
  };
  const { LibraryClient } = (await api.load("client.ts")) as {
    LibraryClient: new (options: object) => Operations;
  };
  const service = new Proxy(
    {},
    {
      get: (_, name) => (req: Readonly<Record<string, unknown>>) => {
        const operation = String(name);
        seen = { operation, req };
        const answer = answers[operation];
        return typeof answer === "function" ? (answer as (req: object) => unknown)(req) : answer;
      },
    },
  );
  const security = {
    device: (token: string) => (token === "t" ? { user: "u" } : undefined),
    old: () => undefined,
  };
  const server = await serve(libraryRouter(service, { security, validateReplies: true }), { port: 0 });
  baseUrl = `http://127.0.0.1:${server.port}`;
  client = new LibraryClient({ baseUrl, auth: { device: "t" } });
  close = () => server.close();
});
afterAll(async () => {
  await close();
  api.remove();
});

const pets = [
  { kind: "cat", lives: 9 },
  { kind: "puppy", bark: true },
  { kind: "hound", bark: false },
  { kind: "parrot", name: "Flint" },
  { name: "Nobody" },
];

async function all(items: unknown): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const item of items as AsyncIterable<unknown>) list.push(item);
  return list;
}

test("nothing of it is lost, and what comes out is strict TypeScript", async () => {
  expect(api.diagnostics.map((d) => `${d.code} ${d.message}`)).toEqual([]);
  expect(await api.check()).toBe("");
});

test("QUERY carries a body that a shared media type describes", async () => {
  answers = { findBooks: [{ title: "Emma", pages: 474 }] };
  expect(await client["findBooks"]!({ body: { title: "Emma" } })).toEqual([{ title: "Emma", pages: 474 }]);
  expect(seen).toMatchObject({ operation: "findBooks", req: { body: { title: "Emma" } } });
});

test("the whole query is a document", async () => {
  answers = { listBooks: [], countBooks: reply(204, undefined, { headers: { xCount: 3 } }) };
  await client["listBooks"]!({ filter: { title: "a&b=ü", pages: 2 } });
  expect(seen).toMatchObject({ operation: "listBooks", req: { filter: { title: "a&b=ü", pages: 2 } } });
  const counted = await client["countBooks"]!({ form: { title: "a&b=ü", pages: 2 } }).reply();
  expect(counted.headers).toMatchObject({ xCount: 3 });
  expect(seen).toMatchObject({ operation: "countBooks", req: { form: { title: "a&b=ü", pages: 2 } } });
});

test("methods are sent as they are written, and cookies of style cookie are not encoded", async () => {
  answers = { linkBook: (req: object) => req, searchBook: undefined };
  const link = { id: 7, session: "a%b", marks: ["x", "y"] };
  expect(await client["linkBook"]!(link)).toEqual(link);
  await client["searchBook"]!({ id: 7 });
  expect(seen?.operation).toBe("searchBook");
});

test("every method of a path is allowed there, and no other", async () => {
  const books = await fetch(`${baseUrl}/books`, { method: "DELETE" });
  expect([books.status, books.headers.get("allow")?.split(", ").sort()]).toEqual([
    405,
    ["GET", "HEAD", "OPTIONS", "QUERY"],
  ]);
  const book = await fetch(`${baseUrl}/books/1`);
  expect([book.status, book.headers.get("allow")]).toEqual([405, "LINK, M-SEARCH, OPTIONS"]);
});

test("streams carry pets that are told apart by names, URIs and a default", async () => {
  const events = pets.map((data, i) => ({ id: String(i), data }));
  answers = { watch: events, echoLines: ({ body }: { readonly body: AsyncIterable<unknown> }) => body };
  expect(await all(await client["watch"]!())).toEqual(events);
  expect(await all(await client["echoLines"]!({ body: pets }))).toEqual(pets);
});

test("parts without names have places", async () => {
  answers = { sendParcel: undefined };
  const body = [{ title: "Emma" }, "With love", { pages: 474 }, { title: "E" }];
  await client["sendParcel"]!({ body });
  expect(seen).toMatchObject({ operation: "sendParcel", req: { body } });
});

test("a scheme that requirements name by its URI is asked for", async () => {
  expect((await fetch(`${baseUrl}/events`)).status).toBe(401);
  expect((await fetch(`${baseUrl}/books/1`, { method: "M-SEARCH" })).status).toBe(204);
});

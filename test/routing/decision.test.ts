// Whatever a path looks like, routing, layers, security and the handler take the request for the same operation: the one
// that the contract has for its raw segments. Reading a path in several ways is how middleware is bypassed.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testServer } from "volo-http/testing";
import { credentials, filled, operationFor, operations, shop } from "./shop.ts";

type Mutate = (path: string, at: number) => string;

function insert(text: string): Mutate {
  return (path, at) => path.slice(0, at) + text + path.slice(at);
}

function escape(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

/** Ways to write a path differently that some server somewhere takes for the same path. */
const mutations: readonly Mutate[] = [
  (path, at) => path.slice(0, at) + escape(path[at] ?? "a") + path.slice(at + 1),
  (path, at) => path.slice(0, at) + escape(path[at] ?? "a").toUpperCase() + path.slice(at + 1),
  (path, at) => path.slice(0, at) + escape(path[at] ?? "a").replace("%", "%25") + path.slice(at + 1),
  (path, at) => path.slice(0, at) + (path[at] ?? "").toUpperCase() + path.slice(at + 1),
  (path, at) => path.slice(0, at) + path.slice(at + 1),
  (path) => path.replace(/\/(?=[^/]*$)/, "%2f"),
  (path) => path.replace(/\/(?=[^/]*$)/, "%2F"),
  (path) => path.replace(/\/(?=[^/]*$)/, "\\"),
  (path) => path.replace(/\/(?=[^/]*$)/, "%5c"),
  (path) => path.replace(/\/(?=[^/]*$)/, "%c0%af"),
  (path) => path.replaceAll("/", "//"),
  (path) => `/${path}`,
  (path) => `/.${path}`,
  (path) => `/x/..${path}`,
  (path) => `/x/%2e%2e${path}`,
  (path) => `${path}/`,
  (path) => `${path}//`,
  (path) => `${path}/.`,
  (path) => `${path}/x/..`,
  (path) => `${path}/%2e%2e`,
  (path) => `${path};x`,
  (path) => `${path};x=1/`,
  (path) => `${path}.json`,
  (path) => `${path}%00`,
  (path) => `${path}%00.json`,
  (path) => `${path}%20`,
  (path) => `${path}%0d%0a`,
  (path) => `${path}%3f`,
  (path) => `${path}%23`,
  (path) => `${path}?`,
  (path) => `${path}?x=/pets`,
  (path) => path.toUpperCase(),
  (path) => path.replace("/", "/;x/"),
  ...[
    "/",
    "//",
    "/./",
    "/../",
    "%2f",
    "%2e",
    "%00",
    "%ff",
    "%",
    "%zz",
    "%u0061",
    ";x",
    "\u00a0",
    "%e2%80%8b",
    "+",
    "*",
    ".",
  ].map(insert),
];

const mutation = fc.tuple(fc.constantFrom(...mutations), fc.nat());
const request = fc
  .record({
    operation: fc.constantFrom(...operations),
    method: fc.option(fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"), {
      freq: 4,
    }),
    changes: fc.array(mutation, { maxLength: 3 }),
  })
  .map(({ operation, method, changes }) => ({
    method: method ?? operation.method,
    target: changes.reduce(
      (path, [change, at]) => change(path, at % (path.length + 1)),
      filled(operation.path),
    ),
  }));

interface Asked {
  readonly method: string;
  readonly target: string;
}

const succeeded = (status: number): boolean => status >= 200 && status < 300;

describe("the decision about a request", () => {
  test("is the same for routing, layers, security and the handler, on 100,000 paths", async () => {
    const { router, take } = shop();
    const server = testServer(router);
    let reached = 0;
    /** What is wrong with an answer; plain comparisons, because there are very many. */
    const complaint = async ({ method, target }: Asked): Promise<string | undefined> => {
      const { status } = await server.call(method, target, { headers: credentials });
      const { layer, verifier, handler } = take();
      // HEAD is answered by the operation of GET.
      const operation = operationFor(method === "HEAD" ? "GET" : method, target);
      const deciders = [...layer, ...verifier, ...handler];
      reached += handler.length;
      if (status > 501) return `${status}`;
      if (operation === undefined) {
        if (deciders.length > 0) return `is taken for ${deciders.join()}`;
        return method !== "OPTIONS" && succeeded(status) ? `${status} without an operation` : undefined;
      }
      // Malformed escapes: nobody is asked.
      if (deciders.length === 0) return status === 400 ? undefined : `${status}, not ${operation.name}`;
      if (deciders.some((name) => name !== operation.name)) return `is taken for ${deciders.join()}`;
      if (layer.length !== 1) return `passes the layers ${layer.length} times`;
      return operation.secured && verifier.length === 0 ? "is let in unseen" : undefined;
    };
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 100, maxLength: 100 }), async (batch) => {
        for (const each of batch) {
          const wrong = await complaint(each);
          if (wrong !== undefined) throw new Error(`${each.method} ${each.target}: ${wrong}`);
        }
      }),
      { numRuns: 1000, endOnFailure: true },
    );
    // The paths are not all wrong.
    expect(reached).toBeGreaterThan(5_000);
  }, 180_000);

  test("lets nobody into a secured operation without credentials, whatever is done to its path", async () => {
    const { router, take } = shop();
    const server = testServer(router);
    for (const operation of operations.filter(({ secured }) => secured)) {
      const path = filled(operation.path);
      const targets = new Set([path]);
      for (const change of mutations) for (let at = 0; at <= path.length; at++) targets.add(change(path, at));
      for (const target of targets) {
        const { status } = await server.call(operation.method, target);
        expect(take().handler, `${operation.method} ${target}`).toEqual([]);
        expect(succeeded(status), `${operation.method} ${target} is ${status}`).toBe(false);
      }
      expect((await server.call(operation.method, path)).status).toBe(401);
    }
  });
});

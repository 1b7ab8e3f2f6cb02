// Every method on every path of the contract.
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve } from "volo-http/server";
import type { Server } from "volo-http/server";
import { testServer } from "volo-http/testing";
import { credentials, filled, operations, shop } from "./shop.ts";

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Ask = (method: string, target: string) => Promise<Answer>;

const { router } = shop();
const memory = testServer(router);
let server: Server;
beforeAll(async () => {
  server = await serve(router, { port: 0, hostname: "127.0.0.1" });
});
afterAll(() => server.close());

const inMemory: Ask = async (method, target) => {
  const { status, headers, text } = await memory.call(method, target, { headers: credentials });
  return { status, headers: Object.fromEntries(headers), body: text };
};

const overHttp: Ask = (method, target) =>
  new Promise((resolve, reject) => {
    const options = {
      port: server.port,
      host: "127.0.0.1",
      method,
      path: target,
      headers: credentials,
      agent: false,
    };
    request(options, (reply) => {
      let body = "";
      reply.setEncoding("latin1").on("data", (chunk: string) => (body += chunk));
      reply.on("error", reject).on("end", () => {
        const headers = Object.entries(reply.headers).map(([name, value]) => [name, String(value)] as const);
        resolve({ status: reply.statusCode ?? 0, headers: Object.fromEntries(headers), body });
      });
    })
      .on("error", reject)
      .end();
  });

const paths = [...new Set(operations.map(({ path }) => path))];
// TRACE is off, as is any method that the path does not have; some are in no standard.
const methods = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "QUERY",
  "PROPFIND",
  "M-SEARCH",
];

function allowed(path: string): string[] {
  const own = operations.filter((operation) => operation.path === path).map(({ method }) => method);
  return [...own, ...(own.includes("GET") ? ["HEAD"] : []), "OPTIONS"].toSorted();
}

function sorted(allow: string | undefined): string[] | undefined {
  return allow?.split(", ").toSorted();
}

/** What does not change from one reply to the next. */
function stable({ date: _date, ...headers }: Answer["headers"]): Answer["headers"] {
  return headers;
}

describe.each([
  ["in memory", inMemory, ["BREW", "get", "CONNECT"]],
  // Node's parser knows no others, and CONNECT is no request for it.
  ["over HTTP", overHttp, []],
] as const)("%s", (_name, ask, more) => {
  test.each(paths)("every method on %s", async (path) => {
    const target = filled(path);
    for (const method of [...methods, ...more]) {
      const { status, headers, body } = await ask(method, target);
      const told = `${method} ${target}: ${status}`;
      if (!allowed(path).includes(method)) {
        expect(status, told).toBe(405);
        expect(sorted(headers["allow"]), told).toEqual(allowed(path));
        expect(body === "", told).toBe(method === "HEAD");
      } else if (method === "OPTIONS") {
        expect([status, body, sorted(headers["allow"])], told).toEqual([204, "", allowed(path)]);
      } else if (method === "HEAD") {
        const got = await ask("GET", target);
        expect([status, body], told).toEqual([got.status, ""]);
        expect(stable(headers), told).toEqual(stable(got.headers));
      } else {
        // Without a body where one is needed: a refusal of its own, after the method was found.
        expect([200, 201, 204, 400, 415], told).toContain(status);
      }
    }
  });

  test("every method on a path that there is not", async () => {
    for (const method of [...methods, ...more]) {
      for (const target of ["/none", "/pets/", "/pets/1/none", "//pets", "/Pets"]) {
        const { status, headers } = await ask(method, target);
        expect([status, headers["allow"]], `${method} ${target}`).toEqual([404, undefined]);
      }
    }
  });

  test("OPTIONS * tells the methods of all paths", async () => {
    const { status, headers } = await ask("OPTIONS", "*");
    expect([status, sorted(headers["allow"])]).toEqual([
      204,
      [...new Set(paths.flatMap(allowed))].toSorted(),
    ]);
  });
});

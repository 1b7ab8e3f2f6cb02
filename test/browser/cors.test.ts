import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { any, get, HttpError, Router, serve } from "volo-http";
import type { Server } from "volo-http";
import { cors } from "volo-http/layers";
import type { CorsOptions } from "volo-http/layers";

const executablePath = "/usr/bin/chromium";
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];

/** What a page tries: every combination of these. */
const methods = ["GET", "POST", "PUT", "DELETE"];
const modes = ["omit", "include"] as const;
/** The methods that each route has. */
const paths: Readonly<Record<string, readonly string[]>> = {
  "/pets": ["GET", "PUT"],
  "/any": methods,
  "/broken": ["GET"],
  "/none": [],
};

let browser: Browser;
let listed: Server;
let stranger: Server;
beforeAll(async () => {
  if (!existsSync(executablePath)) throw new Error(`there is no ${executablePath}: apt-get install chromium`);
  browser = await chromium.launch({ executablePath, args: quiet });
  const page = new Router().route(
    "/",
    get(() => "a page"),
  );
  [listed, stranger] = await Promise.all([
    serve(page, { hostname: "127.0.0.1" }),
    serve(page, { hostname: "127.0.0.1" }),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([listed?.close({ timeout: 0 }), stranger?.close({ timeout: 0 })]);
});

function api(options: CorsOptions): Router {
  return new Router()
    .layer(cors({ ...options, exposedHeaders: ["x-total"] }))
    .route(
      "/pets",
      get(() => [200, { "x-total": "1" }, "pets"]).put(() => "put"),
    )
    .route(
      "/any",
      any(() => "any"),
    )
    .route(
      "/broken",
      get(() => {
        throw new HttpError(409);
      }),
    );
}

/** Goes to a page and tries everything; the statuses that it may read, by "method path mode". */
async function readable(pageUrl: string, apiUrl: string): Promise<Map<string, number>> {
  const page = await browser.newPage();
  try {
    await page.goto(pageUrl);
    const tries = methods.flatMap((method) =>
      Object.keys(paths).flatMap((path) => modes.map((mode) => [method, path, mode] as const)),
    );
    const statuses = await page.evaluate(
      ([base, all]) =>
        Promise.all(
          all.map(async ([method, path, credentials]) =>
            fetch(base + path, { method, credentials }).then(
              (reply) => reply.status,
              () => undefined,
            ),
          ),
        ),
      [apiUrl, tries] as const,
    );
    const seen = new Map<string, number>();
    for (const [index, status] of statuses.entries()) {
      if (typeof status === "number") seen.set((tries[index] ?? []).join(" "), status);
    }
    return seen;
  } finally {
    await page.close();
  }
}

/** What the page may read when it is let in for these modes: preflights ask whether the route has the method. */
function expected(allowed: readonly string[]): string[] {
  return methods.flatMap((method) =>
    Object.entries(paths).flatMap(([path, has]) =>
      modes
        .filter((mode) => allowed.includes(mode))
        .filter(() => method === "GET" || method === "POST" || has.includes(method))
        .map((mode) => `${method} ${path} ${mode}`),
    ),
  );
}

test.each<[string, (origin: string) => CorsOptions, readonly string[], readonly string[]]>([
  ["listed", (origin) => ({ origins: [origin] }), ["omit"], []],
  ["listed with credentials", (origin) => ({ origins: [origin], credentials: true }), modes, []],
  ["everybody", () => ({ origins: "*" }), ["omit"], ["omit"]],
  ["nobody", () => ({ origins: [] }), [], []],
])("a browser lets pages read what the layer allows: %s", async (_name, options, own, others) => {
  const server = await serve(api(options(listed.url)), { hostname: "127.0.0.1" });
  try {
    const seen = await readable(listed.url, server.url);
    expect([...seen.keys()].sort()).toEqual(expected(own).sort());
    expect([...(await readable(stranger.url, server.url)).keys()].sort()).toEqual(expected(others).sort());
    if (own.length > 0) {
      expect([seen.get("GET /broken omit"), seen.get("GET /none omit"), seen.get("POST /pets omit")]).toEqual(
        [409, 404, 405],
      );
    }
  } finally {
    await server.close({ timeout: 0 });
  }
});

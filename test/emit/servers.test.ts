import { join } from "node:path";
import { inMemory } from "volo-http/client";
import type { Transport } from "volo-http/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeFileSync } from "node:fs";
import { compilers } from "../tools.ts";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

let api: Generated;
let urls: string[] = [];
type Operations = Record<string, () => PromiseLike<unknown>>;

beforeAll(async () => {
  api = await generated({ path: join(import.meta.dirname, "fixtures/servers.yaml") }, "Shop");
});
afterAll(() => api.remove());

const record: Transport = {
  call: (_cx, req) => {
    urls.push(req.url);
    const bytes = new Uint8Array();
    return {
      status: 204,
      headers: new Headers(),
      bytes: async () => bytes,
      stream: () => new Blob([]).stream(),
      cancel: async () => {},
    } as never;
  },
};

async function called(options: object): Promise<string[]> {
  urls = [];
  const { ShopClient } = await api.load("client.ts");
  const client = new (ShopClient as new (options: object) => Operations)({ transport: record, ...options });
  for (const name of ["listPets", "sendFile", "getFile"]) await client[name]?.();
  return urls;
}

test.each(compilers)(
  "%s finds nothing wrong in the generated code",
  async (compiler) => {
    expect(api.diagnostics).toEqual([]);
    expect(await api.check(compiler)).toBe("");
  },
  60_000,
);

describe("a client calls", () => {
  test("the first server of the contract, and those of operations that have their own", async () => {
    expect(await called({})).toEqual([
      "https://eu.example.com:443/v1/pets",
      "https://upload.example.com/up/files",
      "https://eu.example.com/down/files",
    ]);
  });

  test("one base URL for everything where it is given", async () => {
    expect(await called({ baseUrl: "http://localhost:8080/" })).toEqual([
      "http://localhost:8080/pets",
      "http://localhost:8080/files",
      "http://localhost:8080/files",
    ]);
  });

  test("another server for one operation", async () => {
    const servers = { sendFile: new URL("http://localhost:9/u") };
    expect(await called({ baseUrl: "http://localhost:8080", servers })).toEqual([
      "http://localhost:8080/pets",
      "http://localhost:9/u/files",
      "http://localhost:8080/files",
    ]);
  });
});

test("the URLs of servers are typed by their variables", async () => {
  const { shopServers } = (await api.load("client.ts")) as {
    shopServers: { server1(variables?: object): string; server2: string; sameHost: string };
  };
  expect(shopServers.server1()).toBe("https://eu.example.com:443/v1");
  expect(shopServers.server1({ region: "us", port: "8443" })).toBe("https://us.example.com:8443/v1");
  expect([shopServers.server2, shopServers.sameHost]).toEqual(["https://staging.example.com", "/relative"]);
  expect(() => shopServers.server1({ version: "v1?x" })).toThrow("cannot stand in the URL of a server");
});

describe("a router serves", () => {
  const service = new Proxy({}, { get: () => () => undefined });

  async function statuses(options: object): Promise<number[]> {
    const { shopRouter } = await api.load("server.ts");
    const router = (shopRouter as (service: object, options: object) => Parameters<typeof inMemory>[0])(
      service,
      options,
    );
    const transport = inMemory(router);
    const out: number[] = [];
    for (const [method, path] of [
      ["GET", "/pets"],
      ["GET", "/v1/pets"],
      ["POST", "/up/files"],
      ["GET", "/down/files"],
      ["GET", "/v1/files"],
      ["GET", "/api/files"],
    ] as const) {
      const req = { method, url: `http://test${path}`, headers: {}, body: undefined };
      out.push((await transport.call({ operation: "", signal: undefined }, req)).status);
    }
    return out;
  }

  test.each<[string, object, number[]]>([
    ["without a prefix", {}, [204, 404, 404, 404, 404, 404]],
    ["below the servers' paths", { basePath: "contract" }, [404, 204, 204, 204, 404, 404]],
    ["below a path", { basePath: "/api/" }, [404, 404, 404, 404, 404, 204]],
  ])("%s", async (_what, options, expected) => {
    expect(await statuses(options)).toEqual(expected);
  });
});

test("what no server has does not compile", async () => {
  const wrong = `import { ShopClient, shopServers } from "./client.ts";
import type { ShopRouterOptions } from "./server.ts";
// @ts-expect-error -- no such region
shopServers.server1({ region: "asia" });
// @ts-expect-error -- no such variable
shopServers.server1({ regoin: "eu" });
// @ts-expect-error -- an operation without servers of its own
new ShopClient({ servers: { listPets: "http://a.example" } });
// @ts-expect-error -- a path begins with a slash
export const options: ShopRouterOptions = { basePath: "v1" };
export const fine: ShopClient = new ShopClient({ baseUrl: shopServers.server1({ region: "us" }), servers: { sendFile: "http://a.example" } });
`;
  writeFileSync(join(api.outDir, "usage.ts"), wrong);
  expect(await api.check()).toBe("");
});

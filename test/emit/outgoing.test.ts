import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { AddressError, CredentialsError, reply, toNodeListener } from "volo-http";
import type { Router } from "volo-http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Generated } from "./generated.ts";
import { generated } from "./generated.ts";

// Requests that an API makes of others, from its sender over a socket to their receiver.

type Call = Promise<unknown> & { reply(): Promise<{ status: number; body: unknown }> };
type Send = (to: unknown, req?: object, options?: object) => Call;
type Sender = new (options?: object) => Record<string, Send>;
type MakeRouter = (service: object, options?: object) => Router;

let api: Generated;
let webhooks: Record<string, unknown>;
let callbacks: Record<string, unknown>;
const servers: { close(): void; closeAllConnections(): void }[] = [];
let seen: unknown[] = [];

async function listen(router: Router): Promise<string> {
  const server = createServer(toNodeListener(router));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A handler for every request that keeps what it is given. */
function recorder(answer: () => unknown): object {
  const handler = (name: string) => (req: object, cx: { auth?: unknown; request: { target: string } }) => {
    seen.push({ name, target: cx.request.target, auth: cx.auth, ...req });
    return answer();
  };
  return new Proxy({}, { get: (_, name) => handler(String(name)) });
}

beforeAll(async () => {
  api = await generated({ path: join(import.meta.dirname, "../golden/outgoing/api.yaml") }, "Api");
  webhooks = await api.load("webhooks.ts");
  callbacks = await api.load("callbacks.ts");
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  api.remove();
});
beforeEach(() => (seen = []));

const pet = { id: 7, name: "Rex" };

describe("webhooks", () => {
  const security = { signature: (key: string) => (key === "s" ? { from: "us" } : undefined) };
  const route = (): MakeRouter => webhooks["apiWebhooksRouter"] as MakeRouter;
  const send = (options: object = {}): Record<string, Send> =>
    new (webhooks["ApiWebhooks"] as Sender)({ auth: { signature: "s" }, ...options });

  test("carry what only the API knows, and bring back what only it may read", async () => {
    const base = await listen(
      route()(
        recorder(() => ({ name: "Rex", secret: "x" })),
        { security },
      ),
    );
    const answer = await send()["newPetPost"]?.(`${base}/newPet?a=1`, { xDelivery: "d", body: pet });
    expect(seen).toEqual([
      {
        name: "newPetPost",
        target: "/newPet?a=1",
        auth: { via: "signature", signature: { from: "us" } },
        xDelivery: "d",
        body: { ...pet, tag: "none" },
      },
    ]);
    expect(answer).toEqual({ name: "Rex", secret: "x", tag: "none" });
  });

  test("are received where the receiver says", async () => {
    const paths = { newPetPost: "/hooks/{tenant}/new-pet", petSold: "/hooks/sold" };
    const base = await listen(
      route()(
        recorder(() => reply(204)),
        { security, paths },
      ),
    );
    await send()["petSold"]?.(new URL(`${base}/hooks/sold#part`), { body: pet });
    expect(seen).toMatchObject([{ name: "petSold", target: "/hooks/sold", body: pet }]);
    await expect(send()["petSold"]?.(`${base}/pet.sold`, {})).rejects.toMatchObject({ status: 404 });
    expect(() =>
      route()(
        recorder(() => undefined),
        { security, paths: { nobody: "/x" } },
      ),
    ).toThrow("paths names nobody, which is no operation");
  });

  test("are refused without the credentials that they carry", async () => {
    const base = await listen(
      route()(
        recorder(() => pet),
        { security },
      ),
    );
    const req = { xDelivery: "d", body: pet };
    await expect(send({ auth: {} })["newPetPost"]?.(`${base}/newPet`, req)).rejects.toBeInstanceOf(
      CredentialsError,
    );
    const wrong = send({ auth: { signature: "no" } })["newPetPost"]?.(`${base}/newPet`, req);
    await expect(wrong).rejects.toMatchObject({ status: 401 });
    expect(seen).toEqual([]);
  });

  test.each<[string, object, string | undefined]>([
    ["nowhere", {}, "the address is not a URL"],
    ["/newPet", {}, "the address is not a URL"],
    ["file:///etc/passwd", {}, "the address is one of file:, not of http or https"],
    ["javascript:alert(1)", {}, "the address is one of javascript:, not of http or https"],
    ["http://ada:secret@localhost/", {}, "the address holds a user name or a password"],
    ["http://127.0.0.1:1/", { allowHosts: ["hooks.example"] }, "the host 127.0.0.1 is not allowed"],
    ["http://2130706433:1/", { allowHosts: ["hooks.example"] }, "the host 127.0.0.1 is not allowed"],
    [
      "http://hooks.example.evil/",
      { allowHosts: ["hooks.example"] },
      "the host hooks.example.evil is not allowed",
    ],
    [
      "http://evilhooks.example/",
      { allowHosts: ["*.hooks.example"] },
      "the host evilhooks.example is not allowed",
    ],
    ["http://hooks.example/", { allowHosts: ["*.hooks.example"] }, "the host hooks.example is not allowed"],
    ["http://a.Hooks.example/", { allowHosts: ["*.hooks.EXAMPLE"] }, undefined],
    ["https://hooks.example:8443/", { allowHosts: ["hooks.example"] }, undefined],
    [
      "http://a/",
      { allow: async (url: URL) => url.protocol === "https:" },
      "the address at a is not allowed",
    ],
    ["https://a/", { allow: async (url: URL) => url.protocol === "https:" }, undefined],
  ])("to %s with %j", async (to, options, reason) => {
    const sent: string[] = [];
    const transport = {
      call: (_: unknown, req: { url: string }) => {
        sent.push(req.url);
        return Promise.reject(new Error("sent"));
      },
    };
    const error: unknown = await send({ transport, ...options })
      ["petSold"]?.(to)
      .catch((e: unknown) => e);
    if (reason === undefined) expect(String(error)).toBe("Error: sent");
    else {
      expect(error).toBeInstanceOf(AddressError);
      expect(String(error)).toBe(`AddressError: Cannot send petSold: ${reason}.`);
      expect(sent).toEqual([]);
    }
  });
});

describe("callbacks", () => {
  const send = (): Record<string, Send> => new (callbacks["ApiCallbacks"] as Sender)();
  const url = (name: string, origin: object): string =>
    (callbacks[`${name}Url`] as (o: object) => string)(origin);

  test("go where the request says that asked for them", async () => {
    const router = (callbacks["apiCallbacksRouter"] as MakeRouter)(
      recorder(() => ({ name: "Rex", secret: "x" })),
      { paths: { subscribeOnData: "/mine/data" } },
    );
    const base = await listen(router);
    const req = { kind: "a&b", count: 3, body: { callbackUrl: `${base}/mine` } };
    await send()["subscribeOnData"]?.({ req }, { xSequence: 1, page: 2, body: pet });
    expect(seen).toMatchObject([
      { target: "/mine/data?kind=a%26b&at=3&page=2", xSequence: 1, page: 2, body: { ...pet, tag: "none" } },
    ]);
  });

  test.each<[string, object, string]>([
    ["subscribeOnEnd", { req: { xCallback: "https://a/b" } }, "https://a/b"],
    ["first", { req: { body: { others: ["https://first/", "https://second/"] } } }, "https://first/"],
    ["subscribeOnReply", { reply: reply(201, pet, { headers: { location: "https://c/" } }) }, "https://c/"],
    [
      "subscribeOnHost",
      {
        cx: { request: { headers: { get: (name: string) => (name === "x-port" ? "80" : undefined) } } },
        url: "/u?v",
      },
      "http://127.0.0.1:80%2Fu%3Fv?by=POST",
    ],
  ])("%s at %j", (name, origin, wanted) => {
    expect(url(name, origin)).toBe(wanted);
  });

  test.each<[string, object]>([
    ["subscribeOnEnd", { req: {} }],
    ["first", { req: { body: { others: [] } } }],
    ["first", { req: { body: { others: [{}] } } }],
    ["first", { req: { body: undefined } }],
    ["first", { req: { body: Object.create({ others: ["https://inherited/"] }) as object } }],
  ])("%s has no address in %j", async (name, origin) => {
    expect(() => url(name, origin)).toThrow(AddressError);
    await expect(send()[name]?.(origin)).rejects.toThrow(
      /^No address: the request gives no text for \$request\./,
    );
  });
});

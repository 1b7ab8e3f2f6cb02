import { afterAll, describe, expect, it } from "vitest";
import { bytesBody, jsonBody } from "../extract/body.ts";
import { post } from "../server/methods.ts";
import { Router } from "../server/router.ts";
import { serve } from "../server/serve.ts";
import type { Server, ServeOptions } from "../server/serve.ts";
import { toFetch } from "../server/adapters/fetch.ts";
import { testServer } from "../testing/index.ts";
import { AnySchema, contractRouter, isAny, isBinary, json, multipartBody } from "./v1.ts";
import type { BinaryBody, ContractRoute, Exchange, HttpResponse, RouterOptions } from "./v1.ts";

const mebibyte = 1_048_576;
const length = 3 * mebibyte;

async function jsonLength(x: Exchange): Promise<HttpResponse> {
  const text = x.body(await x.jsonBody(), (v): v is string => typeof v === "string", AnySchema);
  x.end();
  return x.json(200, "application/json", text.length, json, isAny, AnySchema);
}

async function fileLength(x: Exchange): Promise<HttpResponse> {
  const form = await multipartBody(x, { file: { file: true } });
  const file = x.body(form?.file("file"), isBinary, AnySchema);
  x.end();
  const bytes = await (file as BinaryBody).bytes();
  return x.json(200, "application/json", bytes.length, json, isAny, AnySchema);
}

async function streamLength(x: Exchange): Promise<HttpResponse> {
  const bytes = await x.binaryBody()?.bytes();
  return x.json(200, "application/json", bytes?.length, json, isAny, AnySchema);
}

const service = { jsonLength, fileLength, streamLength };
const routes: ContractRoute<typeof service>[] = Object.entries(service).map(([operation, endpoint]) => ({
  operation,
  method: "POST",
  path: `/${operation}`,
  endpoint: (_service, x) => endpoint(x),
}));

const boundary = "limit";
const bodies = {
  jsonLength: { type: "application/json", text: `"${"x".repeat(length)}"` },
  fileLength: {
    type: `multipart/form-data; boundary=${boundary}`,
    text:
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n` +
      `${"x".repeat(length)}\r\n--${boundary}--\r\n`,
  },
  streamLength: { type: "application/octet-stream", text: "x".repeat(length) },
};

type Send = (path: string, type: string, body: string) => Promise<{ status: number; text: string }>;

const servers: Server[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

const ways: Record<string, (router: Router, options: ServeOptions) => Send> = {
  "over a socket": (router, options) => async (path, type, body) => {
    const server = await serve(router, { ...options, port: 0, hostname: "127.0.0.1" });
    servers.push(server);
    const response = await fetch(server.url + path, {
      method: "POST",
      headers: { "content-type": type },
      body,
    });
    return { status: response.status, text: await response.text() };
  },
  "with fetch": (router, options) => {
    const handle = toFetch(router, options);
    return async (path, type, body) => {
      const request = new Request(`http://h${path}`, {
        method: "POST",
        headers: { "content-type": type },
        body,
      });
      const response = await handle(request);
      return { status: response.status, text: await response.text() };
    };
  },
};

function inMemory(router: Router): Send {
  const server = testServer(router);
  return (path, type, body) => server.call("POST", path, { headers: { "content-type": type }, body });
}

type Case = [title: string, contract: RouterOptions, server: ServeOptions, status: number];
const cases: Case[] = [
  ["without a limit", {}, {}, 413],
  ["with a limit of the contract", { bodyLimit: 4 * mebibyte }, {}, 200],
  ["with a limit of the server", {}, { bodyLimit: 4 * mebibyte }, 200],
  ["with a lower limit of the contract", { bodyLimit: 2 * mebibyte }, { bodyLimit: 4 * mebibyte }, 413],
  ["with a lower limit of the server", { bodyLimit: 4 * mebibyte }, { bodyLimit: 100 }, 200],
];

describe.each(Object.entries(bodies))("3 MiB for %s", (operation, { type, text }) => {
  const expected = (status: number) => (status === 200 ? String(length) : expect.stringContaining("413"));

  describe.each(Object.entries(ways))("%s", (_, connect) => {
    it.each(cases)("%s", async (__, contract, options, status) => {
      const send = connect(contractRouter(service, contract, routes), options);
      expect(await send(`/${operation}`, type, text)).toMatchObject({ status, text: expected(status) });
    });
  });

  it.each(cases.filter(([, , server]) => server.bodyLimit === undefined))(
    "in memory, %s",
    async (_, contract, __, status) => {
      const send = inMemory(contractRouter(service, contract, routes));
      expect(await send(`/${operation}`, type, text)).toMatchObject({ status, text: expected(status) });
    },
  );
});

describe("extractors", () => {
  const router = new Router()
    .route(
      "/default",
      post([bytesBody()], (bytes) => String(bytes.length)),
    )
    .route(
      "/own",
      post([jsonBody({ limit: 4 * mebibyte })], (value) => String((value as string).length)),
    );
  const { type, text } = bodies.jsonLength;

  it.each([
    ["/default", {}, 413],
    ["/default", { bodyLimit: 4 * mebibyte }, 200],
    ["/own", {}, 200],
    ["/own", { bodyLimit: 100 }, 200],
  ] as const)("%s with %j", async (path, options, status) => {
    const send = ways["over a socket"]?.(router, options);
    expect((await send?.(path, type, text))?.status).toBe(status);
  });
});

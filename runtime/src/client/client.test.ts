import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import { contract, callCreatePet, callGetPet, petRouter } from "../codegen/petstore.fixture.ts";
import type { GetPetReply, Pet, PetService } from "../codegen/petstore.fixture.ts";
import { Client, explain, HttpError, HttpResponse, reply, secured } from "../codegen/v1.ts";
import { layerFn } from "../service/layer.ts";
import { jsonAnswer, mockTransport } from "../testing/index.ts";
import {
  ContractError,
  CredentialsError,
  fetchTransport,
  inMemory,
  ReplyError,
  TimeoutError,
} from "./index.ts";
import type { ClientOptions, ClientService, Credential } from "./index.ts";

const rex: Pet = { id: 1, name: "Rex" };

interface Options extends ClientOptions {
  auth?: { bearer?: Credential<string>; apiKey?: Credential<string> } | false;
}

function over(answer: Parameters<typeof mockTransport>[0], options: Options = {}) {
  const transport = mockTransport(answer);
  return { transport, client: new Client({ transport, auth: false, ...options }, contract, explain) };
}

describe("a call", () => {
  it("is awaited as the body of its success", async () => {
    const { client, transport } = over(() => jsonAnswer(200, rex));
    const promise = callGetPet(client, { petId: 1, limit: 5 });
    expectTypeOf(promise).resolves.toEqualTypeOf<Pet>();
    expect(await promise).toEqual(rex);
    expect(transport.requests).toEqual([
      {
        method: "GET",
        url: "http://pets.test/pets/1?limit=5",
        headers: { accept: "application/json" },
        body: undefined,
      },
    ]);
  });

  it("gives the whole reply on demand", async () => {
    const { client } = over(() => jsonAnswer(200, rex, { "x-total": "3" }));
    const promise = callGetPet(client, { petId: 1 }).reply();
    expectTypeOf(promise).resolves.toEqualTypeOf<GetPetReply>();
    expect(await promise).toEqual(reply(200, rex, { headers: { xTotal: 3 } }));
  });

  it("throws any other reply, with what it says", async () => {
    const { client } = over(() => jsonAnswer(404, { title: "no such pet" }));
    const error = await callGetPet(client, { petId: 1 }).then(null, (e: unknown) => e);
    expect(error).toBeInstanceOf(ReplyError);
    expect(error).toMatchObject({
      status: 404,
      operation: "getPet",
      reply: { body: { title: "no such pet" } },
    });
    expect(String(error)).toBe("ReplyError: getPet replied 404: no such pet");
    expect((await callGetPet(client, { petId: 1 }).reply()).status).toBe(404);
  });

  it.each<[string, HttpResponse, RegExp]>([
    ["a status", jsonAnswer(200, rex), /createPet replied 200 which its contract does not declare/],
    [
      "a content type",
      new HttpResponse(201, ["content-type", "text/html"], "<p>"),
      /content type text\/html instead/,
    ],
    ["a body", jsonAnswer(201, { id: 0.5 }), /\/name is required; \/id must be an integer/],
    ["JSON", new HttpResponse(201, ["content-type", "application/json"], "{"), /no acceptable JSON/],
    [
      "UTF-8",
      new HttpResponse(201, ["content-type", "application/json"], new Uint8Array([0xff])),
      /not UTF-8/,
    ],
  ])("throws what breaks the contract: %s", async (_, response, message) => {
    const { client } = over(() => response);
    const error: unknown = await callCreatePet(client, { body: rex }).then(null, (e: unknown) => e);
    expect(error).toBeInstanceOf(ContractError);
    expect(String(error)).toMatch(message);
  });

  it("keeps what problem details say about a status that the contract does not declare", async () => {
    const problem = { title: "Bad request", status: 400, detail: "name is required" };
    const type = { "content-type": "application/problem+json" };
    const { client } = over(() => jsonAnswer(400, problem, type));
    const error: unknown = await callCreatePet(client, { body: rex }).catch((e: unknown) => e);
    expect(error).toMatchObject({ status: 400, problem });
    expect(String(error)).toMatch(
      /createPet replied 400 which its contract does not declare: name is required$/,
    );
  });

  it("rejects once, and only when nobody listens", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const { client } = over(() => Promise.reject(new Error("down")));
    const first = callGetPet(client, { petId: 1 });
    await expect(first).rejects.toThrow("down");
    await expect(first.reply()).rejects.toThrow("down");
    const second = callGetPet(client, { petId: 1 });
    await second.reply().catch(() => undefined);
    await callGetPet(client, { petId: 1 }).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(unhandled).not.toHaveBeenCalled();
    process.off("unhandledRejection", unhandled);
  });

  it("works with Promise.all and finally", async () => {
    const { client } = over(() => jsonAnswer(200, rex));
    const done = vi.fn();
    const calls = [callGetPet(client, { petId: 1 }), callGetPet(client, { petId: 2 }).finally(done)];
    expect(await Promise.all(calls)).toEqual([rex, rex]);
    expect(done).toHaveBeenCalledOnce();
  });
});

describe("what is sent", () => {
  it("has the client's headers, the operation's and the call's, each winning over those before", async () => {
    const { client, transport } = over(() => jsonAnswer(200, rex), {
      headers: { Accept: "a", "X-A": "1", "x-b": "1" },
    });
    await callGetPet(client, { petId: 1 }, { headers: { "X-B": "2" } });
    expect(transport.requests[0]?.headers).toEqual({ accept: "application/json", "x-a": "1", "x-b": "2" });
  });

  it("passes layers, the first outermost", async () => {
    const trace: string[] = [];
    const layer = (name: string) =>
      layerFn((inner: ClientService): ClientService => ({
        call(cx, req) {
          trace.push(name);
          return inner.call(cx, req);
        },
      }));
    const { client } = over(() => jsonAnswer(200, rex), { layers: [layer("a"), layer("b")] });
    await callGetPet(client, { petId: 1 });
    expect(trace).toEqual(["a", "b"]);
  });

  it("joins base URLs with a path of their own", async () => {
    for (const baseUrl of ["https://h/v1", "https://h/v1/", new URL("https://h/v1//")]) {
      const { client, transport } = over(() => jsonAnswer(200, rex), { baseUrl });
      await callGetPet(client, { petId: "a/b" });
      expect(transport.requests[0]?.url).toBe("https://h/v1/pets/a%2Fb");
    }
  });

  it.each<[object, object]>([
    [{ bearer: "t", apiKey: "k" }, { authorization: "Bearer t" }],
    [{ apiKey: "k" }, { "x-api-key": "k" }],
    [{ bearer: () => Promise.resolve("t") }, { authorization: "Bearer t" }],
    [{ bearer: () => undefined, apiKey: () => "k" }, { "x-api-key": "k" }],
  ])("has credentials %o as %o", async (auth, headers) => {
    const { client, transport } = over(() => jsonAnswer(201, rex), { auth });
    await callCreatePet(client, { body: rex });
    const { accept, "content-type": _, ...rest } = transport.requests[0]?.headers ?? {};
    expect(accept).toBe("application/json");
    expect(rest).toEqual(headers);
  });

  it.each([
    [{}, undefined],
    [{ bearer: () => undefined, apiKey: "" }, undefined],
    [{}, { cookie: "a=1" }],
  ])("is nothing without the credentials that the contract asks for: %o", async (auth, headers) => {
    const { client, transport } = over(() => jsonAnswer(201, rex), { auth });
    const call = callCreatePet(client, { body: rex }, headers && { headers });
    await expect(call).rejects.toBeInstanceOf(CredentialsError);
    await expect(call).rejects.toThrow(
      "Cannot call createPet: it needs bearer, or apiKey, and the option auth does not give that.",
    );
    expect(transport.requests).toEqual([]);
  });

  it("has the credentials that a caller has written into its header", async () => {
    const { client, transport } = over(() => jsonAnswer(201, rex), { auth: {} });
    await callCreatePet(client, { body: rex }, { headers: { Authorization: "Bearer mine" } });
    await callCreatePet(client, { body: rex }, { headers: { "X-Api-Key": "mine" } });
    expect(transport.requests.map(({ headers }) => headers["authorization"] ?? headers["x-api-key"])).toEqual(
      ["Bearer mine", "mine"],
    );
  });

  it("has credentials that are fetched for each call, which may sign it", async () => {
    let count = 0;
    const { client, transport } = over(() => jsonAnswer(201, rex), {
      auth: { bearer: (cx, req) => `${++count}-${cx.operation}-${req.method}` },
    });
    await callCreatePet(client, { body: rex });
    await callCreatePet(client, { body: rex });
    expect(transport.requests.map(({ headers }) => headers["authorization"])).toEqual([
      "Bearer 1-createPet-POST",
      "Bearer 2-createPet-POST",
    ]);
  });

  it("has credentials in every place a scheme names", async () => {
    const transport = mockTransport(() => jsonAnswer(201, rex));
    const schemes = {
      q: { kind: "apiKey", in: "query", name: "key=" },
      c: { kind: "apiKey", in: "cookie", name: "sid" },
      b: { kind: "http", scheme: "basic" },
      o: { kind: "oauth2" },
      m: { kind: "mutualTLS" },
    } as const;
    const auth = { q: "a&b", c: "1", b: { username: "ü", password: "p:w" } };
    const client = new Client({ transport, auth }, { schemes });
    const security = secured(["o"], ["m", "q", "c", "b"]);
    await client.call(
      { operation: "x", method: "GET", path: "/x?a=1", cookies: "b=2", security },
      undefined,
      (res) => Promise.resolve({ status: res.status, body: undefined }),
    );
    expect(transport.requests[0]).toMatchObject({
      url: "/x?a=1&key%3D=a%26b",
      headers: { cookie: "b=2; sid=1", authorization: `Basic ${Buffer.from("ü:p:w").toString("base64")}` },
    });
  });
});

describe("giving up", () => {
  const never = () => new Promise<HttpResponse>(() => undefined);

  it("rejects with TimeoutError at the limit of the client or of the call", async () => {
    const { client } = over(never, { timeout: 10 });
    await expect(callGetPet(client, { petId: 1 })).rejects.toBeInstanceOf(TimeoutError);
    const patient = over(never);
    await expect(callGetPet(patient.client, { petId: 1 }, { timeout: 5 })).rejects.toMatchObject({
      timeout: 5,
    });
  });

  it("rejects with the caller's reason", async () => {
    const { client, transport } = over(never, { timeout: 1000 });
    await expect(callGetPet(client, { petId: 1 }, { signal: AbortSignal.abort("early") })).rejects.toBe(
      "early",
    );
    expect(transport.requests).toEqual([]);
    const controller = new AbortController();
    const call = callGetPet(client, { petId: 1 }, { signal: controller.signal });
    controller.abort("late");
    await expect(call).rejects.toBe("late");
  });

  it("counts the time that reading takes", async () => {
    const body = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
    const { client } = over(() => new HttpResponse(200, ["content-type", "application/json"], body));
    await expect(callGetPet(client, { petId: 1 }, { timeout: 10 })).rejects.toBeInstanceOf(TimeoutError);
  });
});

describe("over memory", () => {
  const security = { bearer: (token: string) => token === "t", apiKey: () => undefined };
  function client(service: Partial<PetService>) {
    const full: PetService = { getPet: () => rex, createPet: ({ body }) => body, ...service };
    const transport = inMemory(petRouter(full, { security }), { onServerError: () => undefined });
    return new Client({ transport, auth: { bearer: "t" } }, contract);
  }

  it("reaches the handler and comes back", async () => {
    expect(await callGetPet(client({}), { petId: 1 })).toEqual(rex);
    expect(await callCreatePet(client({}), { body: rex })).toEqual(rex);
  });

  it("tells as little about a server's faults as a network would", async () => {
    const failing = client({ getPet: () => Promise.reject(new Error("secret")) });
    const result = await callGetPet(failing, { petId: 1 }).reply();
    expect(result.status).toBe(500);
    expect(JSON.stringify(result.body)).not.toContain("secret");
    const known = client({ getPet: () => Promise.reject(new HttpError(409, "busy")) });
    expect(await callGetPet(known, { petId: 1 }).reply()).toMatchObject({
      status: 409,
      body: { detail: "busy" },
    });
  });

  it("aborts the handler's signal with the call", async () => {
    const controller = new AbortController();
    const aborted: unknown[] = [];
    const slow = client({
      getPet: (_, cx) => {
        cx.signal.addEventListener("abort", () => aborted.push(cx.signal.reason));
        setTimeout(() => controller.abort("gone"), 1);
        return new Promise(() => undefined);
      },
    });
    await expect(callGetPet(slow, { petId: 1 }, { signal: controller.signal })).rejects.toBe("gone");
    expect(aborted).toEqual(["gone"]);
  });
});

describe("over fetch", () => {
  it("sends and receives what node:http sees", async () => {
    const seen: string[] = [];
    const server = createServer((req, res) => {
      seen.push(`${req.method} ${req.url} ${req.headers["content-type"]}`);
      let body = "";
      req.on("data", (chunk: Buffer) => (body += chunk.toString()));
      req.on("end", () => res.writeHead(201, { "content-type": "application/json" }).end(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      for (const transport of [undefined, fetchTransport({ fetch })]) {
        const client = new Client(
          { baseUrl, auth: { bearer: "t" }, ...(transport && { transport }) },
          contract,
        );
        expect(await callCreatePet(client, { body: { id: 7, name: "Ä" } })).toEqual({ id: 7, name: "Ä" });
      }
      expect(seen).toEqual(["POST /pets application/json", "POST /pets application/json"]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it("gives redirects back instead of following them", async () => {
    let init: { redirect?: string } = {};
    const fake = (_: string, given: { redirect: "manual" }) => {
      init = given;
      return Promise.resolve(new Response(null, { status: 302 }));
    };
    const client = new Client({ transport: fetchTransport({ fetch: fake }), auth: false }, contract);
    await expect(callCreatePet(client, { body: rex })).rejects.toBeInstanceOf(ContractError);
    expect(init.redirect).toBe("manual");
  });
});

import { describe, expect, test, vi } from "vitest";
import { petRouter } from "../codegen/petstore.fixture.ts";
import { jsonBody, textBody } from "../extract/body.ts";
import type { RequestStats, ServerContext } from "../http/context.ts";
import { HttpError } from "../http/problem.ts";
import { HttpResponse } from "../http/response.ts";
import { json } from "../respond/into-response.ts";
import { dial, Gate, live, Observer } from "./live.fixture.ts";
import { get, post } from "./methods.ts";
import { Router } from "./router.ts";
import { spanProviders } from "./span-provider.ts";

async function* three(): AsyncGenerator<string> {
  for (const n of ["äa", "bb", "c"]) {
    await Promise.resolve();
    yield n;
  }
}

const router = new Router()
  .route(
    "/json",
    get(() => json({ a: "ä" })),
  )
  .route(
    "/later",
    get(() => Promise.resolve("later")),
  )
  .route(
    "/stream",
    get(() => three()),
  )
  .route(
    "/nothing",
    get(() => new HttpResponse(204)),
  )
  .route(
    "/extract",
    post([jsonBody()], (body) => json(body)),
  )
  .route(
    "/read",
    post(async (req) => [201, await req.body.bytes()]),
  )
  .route(
    "/small",
    post([textBody({ limit: 2 })], (text) => text),
  )
  .route(
    "/throw",
    get(() => {
      throw new Error("no");
    }),
  )
  .route(
    "/teapot",
    get(() => Promise.reject(new HttpError(418))),
  );

type Point = keyof RequestStats & `${string}At`;
const points: readonly Point[] = [
  "startedAt",
  "handlerStartedAt",
  "handlerFinishedAt",
  "answeredAt",
  "headersSentAt",
  "finishedAt",
];
const unhandled: readonly Point[] = ["startedAt", "answeredAt", "headersSentAt", "finishedAt"];
const withBody = (before: Point): readonly Point[] =>
  points.flatMap((point) => (point === before ? ["bodyReadAt" as const, point] : [point]));

/** Points of time that are there, in the order of time. */
function order(stats: RequestStats): Point[] {
  const all: readonly Point[] = withBody("handlerStartedAt");
  return all.filter((point) => stats[point] !== undefined);
}

function expectAscending(stats: RequestStats, expected: readonly Point[]): void {
  const times = expected.map((point) => stats[point] ?? Number.NaN);
  expect(times.every((time, i) => i === 0 || time >= (times[i - 1] ?? Number.NaN))).toBe(true);
  expect(order(stats).toSorted()).toEqual(expected.toSorted());
}

async function observed(
  path: string,
  init?: RequestInit,
): Promise<{ stats: RequestStats; cx: ServerContext }> {
  const observer = new Observer();
  const server = await live(router, { spanProvider: observer });
  await (await fetch(`${server.url}${path}`, init)).arrayBuffer();
  await vi.waitUntil(() => observer.left.length > 0);
  expect([observer.entered.length, observer.left.length]).toEqual([1, 1]);
  const [first] = observer.left;
  if (first === undefined) throw new Error("unreachable: one has left");
  return first;
}

describe("stats of requests", () => {
  const problem = (status: number, title: string): number => JSON.stringify({ title, status }).length;
  test.each<
    [string, RequestInit | undefined, number, received: number, sent: number, order: readonly Point[]]
  >([
    ["/json", undefined, 200, 0, 10, points],
    ["/json", { method: "HEAD" }, 200, 0, 0, points],
    ["/later", undefined, 200, 0, 5, points],
    ["/stream", undefined, 200, 0, 6, points],
    ["/nothing", undefined, 204, 0, 0, points],
    [
      "/extract",
      { method: "POST", body: '{"x":1}', headers: { "content-type": "application/json" } },
      200,
      7,
      7,
      withBody("handlerStartedAt"),
    ],
    ["/read", { method: "POST", body: "12345" }, 201, 5, 5, withBody("handlerFinishedAt")],
    ["/small", { method: "POST", body: "x" }, 200, 1, 1, withBody("handlerStartedAt")],
    ["/small", { method: "POST", body: "12345" }, 413, 0, -1, unhandled],
    ["/teapot", undefined, 418, 0, problem(418, "I'm a teapot"), points],
    ["/throw", undefined, 500, 0, -1, points],
    ["/none", undefined, 404, 0, problem(404, "Not Found"), unhandled],
    ["/json", { method: "PUT" }, 405, 0, problem(405, "Method Not Allowed"), unhandled],
  ])("%s %j: status %i, %i bytes in, %i out, in the order of time", async (path, init, status, ...rest) => {
    const [received, sent, expected] = rest;
    const { stats } = await observed(path, init);
    expect(stats).toMatchObject({ status, bytesReceived: received, complete: true });
    if (sent >= 0 && status !== 418) expect(stats.bytesSent).toBe(sent);
    else expect(stats.bytesSent).toBeGreaterThan(20);
    expectAscending(stats, expected);
  });

  test("a handler of a contract is timed without its decoding", async () => {
    const observer = new Observer();
    const routes = petRouter(
      {
        getPet: async ({ petId }) => Promise.resolve({ id: petId, name: "Rex" }),
        createPet: ({ body }) => body,
      },
      { security: { apiKey: () => true, bearer: () => true } },
    );
    const server = await live(routes, { spanProvider: observer });
    await (await fetch(`${server.url}/pets/1`)).text();
    await (await fetch(`${server.url}/pets/none`)).text();
    await vi.waitUntil(() => observer.left.length === 2);
    const [fine, refused] = observer.left;
    expect([fine?.stats.status, refused?.stats.status]).toEqual([200, 400]);
    expectAscending(fine?.stats as RequestStats, points);
    expectAscending(refused?.stats as RequestStats, unhandled);
    expect([fine?.cx.route, fine?.cx.operation]).toEqual(["/pets/{petId}", "getPet"]);
  });

  test("a caller that leaves while the handler works: nothing was sent", async () => {
    const observer = new Observer();
    const gate = new Gate();
    const server = await live(new Router().route("/slow", get(gate.handler)), { spanProvider: observer });
    const socket = await dial(server, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    await vi.waitUntil(() => observer.entered.length === 1);
    socket.destroy();
    await gate.left();
    expect(observer.left).toEqual([]);
    gate.open();
    await vi.waitUntil(() => observer.left.length === 1);
    const stats = observer.left[0]?.stats as RequestStats;
    expect(stats).toMatchObject({ status: 0, complete: false, bytesSent: 0 });
    expectAscending(
      stats,
      points.filter((point) => point !== "headersSentAt"),
    );
  });

  test("a caller that leaves in the middle of a stream: status and bytes so far", async () => {
    const observer = new Observer();
    async function* endless(): AsyncGenerator<string> {
      yield "first";
      await new Promise(() => undefined);
    }
    const server = await live(
      new Router().route(
        "/",
        get(() => endless()),
      ),
      { spanProvider: observer },
    );
    const socket = await dial(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    await vi.waitUntil(() => text.includes("first"));
    socket.destroy();
    await vi.waitUntil(() => observer.left.length === 1);
    expect(observer.left[0]?.stats).toMatchObject({ status: 200, complete: false, bytesSent: 5 });
  });

  test("nobody pays who does not ask", async () => {
    let stats: unknown = "unset";
    const plain = new Router().route(
      "/",
      get((_req, cx) => {
        stats = cx.stats;
        return "x";
      }),
    );
    const server = await live(plain);
    await (await fetch(server.url)).text();
    expect(stats).toBeUndefined();
  });
});

describe("span providers", () => {
  const close = "Connection: close\r\n\r\n";
  test.each<[string, string, number]>([
    ["a request", `GET /json HTTP/1.1\r\nHost: a\r\n${close}`, 200],
    ["one that no route matches", `GET /none HTTP/1.1\r\nHost: a\r\n${close}`, 404],
    ["one without a host, which no layer sees", `GET /json HTTP/1.1\r\n${close}`, 400],
    ["one with a target that is too long", `GET /${"x".repeat(9_000)} HTTP/1.1\r\nHost: a\r\n${close}`, 414],
    ["one whose handler throws", `GET /throw HTTP/1.1\r\nHost: a\r\n${close}`, 500],
    ["a stream", `GET /stream HTTP/1.1\r\nHost: a\r\n${close}`, 200],
  ])("%s is entered and left once", async (_what, text, status) => {
    const observer = new Observer();
    const server = await live(router, { spanProvider: observer });
    const socket = await dial(server, text);
    socket.resume();
    await vi.waitUntil(() => observer.left.length > 0);
    await vi.waitUntil(() => socket.closed);
    expect(observer.entered).toHaveLength(1);
    expect(observer.left).toHaveLength(1);
    expect(observer.left[0]?.stats.status).toBe(status);
  });

  test("what onServe throws is the reply, and the request is left all the same", async () => {
    const observer = new Observer();
    const server = await live(router, {
      spanProvider: spanProviders(observer, {
        onServe: () => {
          throw new HttpError(503, "not now");
        },
        leaveServe: () => {
          throw new Error("lost");
        },
      }),
    });
    expect((await fetch(`${server.url}/json`)).status).toBe(503);
    await vi.waitUntil(() => observer.left.length === 1);
  });

  test("several enter in their order and leave in reverse", async () => {
    const seen: string[] = [];
    const named = (name: string) => ({
      onServe: () => void seen.push(`+${name}`),
      leaveServe: () => void seen.push(`-${name}`),
    });
    const server = await live(router, { spanProvider: spanProviders(named("a"), named("b")) });
    await (await fetch(`${server.url}/json`)).text();
    await vi.waitUntil(() => seen.length === 4);
    expect(seen.join(" ")).toBe("+a +b -b -a");
  });
});

import { AsyncLocalStorage } from "node:async_hooks";
import { channel, tracingChannel } from "node:diagnostics_channel";
import { describe, expect, onTestFinished, test } from "vitest";
import { testServer } from "../../../testing/test-server.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import { diagnostics } from "./diagnostics.ts";
import type { RequestMessage } from "./diagnostics.ts";

const names = ["start", "end", "asyncStart", "asyncEnd", "error", "finish"] as const;

const router = new Router()
  .layer(diagnostics())
  .route(
    "/sync",
    get(() => "x"),
  )
  .route(
    "/async",
    get(() => Promise.resolve("x")),
  )
  .route(
    "/throw",
    get(() => {
      throw new Error("thrown");
    }),
  )
  .route(
    "/reject",
    get(() => Promise.reject(new Error("rejected"))),
  );

function subscribe(seen: string[], messages: Set<RequestMessage>): void {
  for (const name of names) {
    const listener = (message: unknown): void => {
      seen.push(name);
      messages.add(message as RequestMessage);
    };
    channel(`tracing:volo-http.request:${name}`).subscribe(listener);
    onTestFinished(() => channel(`tracing:volo-http.request:${name}`).unsubscribe(listener));
  }
}

describe("diagnostics", () => {
  test.each<[string, string, string | undefined]>([
    ["/sync", "start end finish", undefined],
    ["/async", "start end asyncStart asyncEnd finish", undefined],
    ["/throw", "start error end finish", "thrown"],
    ["/reject", "start end error asyncStart asyncEnd finish", "rejected"],
  ])("%s publishes %s", async (path, expected, failure) => {
    const seen: string[] = [];
    const messages = new Set<RequestMessage>();
    subscribe(seen, messages);
    await testServer(router).call("GET", path);
    expect(seen.join(" ")).toBe(expected);
    const [message, ...others] = messages;
    expect(others).toEqual([]);
    expect(message?.request.path).toBe(path);
    expect(message?.cx.route).toBe(path);
    expect((message?.error as Error | undefined)?.message).toBe(failure);
    expect(message?.result?.status).toBe(failure === undefined ? 200 : undefined);
    expect(message?.stats?.status).toBe(failure === undefined ? 200 : 500);
  });

  test("a store that is bound to start is in force in the handler", async () => {
    const store = new AsyncLocalStorage<RequestMessage>();
    const { start } = tracingChannel<RequestMessage>("volo-http.request");
    start.bindStore(store);
    onTestFinished(() => {
      start.unbindStore(store);
    });
    const bound = new Router().layer(diagnostics()).route(
      "/a",
      get(async () => {
        await Promise.resolve();
        return store.getStore()?.request.path;
      }),
    );
    expect((await testServer(bound).call("GET", "/a")).text).toBe("/a");
  });

  test("nothing is asked of a request while nobody has subscribed", async () => {
    let stats: unknown = "unset";
    const quiet = new Router().layer(diagnostics()).route(
      "/",
      get((_req, cx) => {
        stats = cx.stats;
        return "x";
      }),
    );
    await testServer(quiet).call("GET", "/");
    expect(stats).toBeUndefined();
  });
});

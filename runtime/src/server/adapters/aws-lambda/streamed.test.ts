import { afterEach, describe, expect, test, vi } from "vitest";
import { HttpResponse } from "../../../http/response.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import { context, httpApi, silent } from "./events.fixture.ts";
import type { LambdaOptions } from "./invocation.ts";
import { toLambdaStream } from "./streamed.ts";
import type { LambdaStream, LambdaStreamHandler } from "./streamed.ts";

describe("a function that streams", () => {
  afterEach(() => vi.unstubAllGlobals());

  /** A stream that takes a chunk only when it is told to, and remembers what was written. */
  class Pipe {
    readonly written: (string | Uint8Array)[] = [];
    metadata: unknown;
    ended: boolean = false;
    readonly destroyed: boolean = false;
    private readonly full: boolean;
    private readonly listeners: Map<string, () => void> = new Map();

    constructor(full: boolean) {
      this.full = full;
    }

    write(chunk: string | Uint8Array): boolean {
      this.written.push(chunk);
      return !this.full;
    }

    end(): void {
      this.ended = true;
    }

    once(event: string, listener: () => void): this {
      this.listeners.set(event, listener);
      return this;
    }

    off(event: string): this {
      this.listeners.delete(event);
      return this;
    }

    emit(event: string): void {
      this.listeners.get(event)?.();
    }
  }

  function streaming(service: Router, options: LambdaOptions = silent): LambdaStreamHandler {
    vi.stubGlobal("awslambda", {
      streamifyResponse: (handler: LambdaStreamHandler) => handler,
      HttpResponseStream: {
        from(pipe: Pipe, metadata: unknown): Pipe {
          pipe.metadata = metadata;
          return pipe;
        },
      },
    });
    return toLambdaStream(service, options);
  }

  const asStream = (pipe: Pipe): LambdaStream => pipe as unknown as LambdaStream;

  test("is none outside of Lambda", () => {
    expect(() => toLambdaStream(new Router())).toThrow("There is no awslambda");
  });

  test("sends its header before its body, which is written when there is none", async () => {
    const pipe = new Pipe(false);
    const service = new Router().route(
      "/",
      get(() => new HttpResponse(204, ["set-cookie", "a=1", "x", "1"])),
    );
    await streaming(service)(httpApi(), asStream(pipe), context());
    expect(pipe.metadata).toEqual({ statusCode: 204, headers: { x: "1" }, cookies: ["a=1"] });
    expect([pipe.written, pipe.ended]).toEqual([[""], true]);
  });

  test("writes no faster than is taken", async () => {
    let made = 0;
    const pipe = new Pipe(true);
    const service = new Router().route(
      "/",
      get(() =>
        (async function* () {
          for (; made < 3; made++) yield "a";
        })(),
      ),
    );
    const invoked = streaming(service)(httpApi(), asStream(pipe), context());
    for (let taken = 0; taken < 3; taken++) {
      await vi.waitFor(() => expect(pipe.written).toHaveLength(taken + 2));
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(made).toBe(taken);
      pipe.emit("drain");
    }
    await invoked;
    expect([pipe.written, pipe.ended]).toEqual([["", "a", "a", "a"], true]);
  });

  test("writes bytes as the runtime takes them", async () => {
    class Bytes extends Uint8Array {}
    const pipe = new Pipe(false);
    const service = new Router().route(
      "/",
      get(() => new Bytes([0, 1, 2, 3]).subarray(1, 3)),
    );
    await streaming(service)(httpApi(), asStream(pipe), context());
    expect(Buffer.isBuffer(pipe.written[0])).toBe(true);
    expect([...(pipe.written[0] as Uint8Array)]).toEqual([1, 2]);
  });

  test.each(["fails", "takes too long", "is not taken"])(
    "fails when its body %s, and tells the log why",
    async (how) => {
      const logged = vi.fn();
      const pipe = new Pipe(how === "is not taken");
      const service = new Router().route(
        "/",
        get(() =>
          (async function* () {
            yield "a";
            if (how === "fails") throw new Error("secret");
            await new Promise(() => undefined);
          })(),
        ),
      );
      const handle = streaming(service, { logger: { error: logged }, deadlineMargin: 5_000 });
      const invoked = handle(httpApi(), asStream(pipe), context(how === "takes too long" ? 5_050 : 30_000));
      if (how === "is not taken") {
        await vi.waitFor(() => expect(pipe.written).toHaveLength(2));
        pipe.emit("close");
      }
      await expect(invoked).rejects.toThrow("The body of the reply broke off.");
      expect([logged.mock.calls.length, pipe.ended]).toEqual([1, false]);
    },
  );
});

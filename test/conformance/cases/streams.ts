import { expect } from "vitest";
import { clearRecords, expectEvents, recordsOf, send } from "../case.ts";
import type { Case } from "../case.ts";
import type { Client } from "../client.ts";

const decoder = new TextDecoder();

/** Reads until the reply fails; what arrived before. */
async function untilBroken(host: Client, target: string): Promise<string> {
  let text = "";
  const read = async (): Promise<void> => {
    for await (const chunk of (await send(host, target)).chunks()) text += decoder.decode(chunk);
  };
  const how = await read().then(
    () => "whole",
    () => "broken",
  );
  expect(how).toBe("broken");
  return text;
}

export const streams: readonly Case[] = [
  {
    name: "a stream arrives piece by piece",
    run: async (host) => {
      const times: number[] = [];
      let text = "";
      for await (const chunk of (await send(host, "/pieces")).chunks()) {
        times.push(performance.now());
        text += decoder.decode(chunk);
      }
      expect(text).toBe("1;2;3;");
      // The whole takes 450 ms: had it been collected, all of it would be there at once.
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(100);
    },
  },
  {
    name: "a stream that is read to its end is finished",
    run: async (host) => {
      await clearRecords(host);
      await (await send(host, "/stream")).bytes();
      await expectEvents(host, ["stopped stream"]);
    },
  },
  {
    name: "server-sent events",
    run: async (host) => {
      const answer = await send(host, "/events");
      expect(answer.headers.get("content-type")).toBe("text/event-stream");
      expect(await answer.text()).toBe("retry: 10\n\ndata: 1;\n\ndata: 2;\n\ndata: 3;\n\n");
    },
  },
  {
    name: "a stream that fails breaks the reply off; the log says why, once",
    run: async (host) => {
      await clearRecords(host);
      expect(await untilBroken(host, "/broken")).toBe("first");
      const { errors } = await recordsOf(host);
      expect(errors).toEqual([expect.objectContaining({ message: "Error: secret in the middle" })]);
      expect((await send(host, "/none")).status).toBe(404);
    },
  },
  {
    name: "a stream of something else breaks the reply off",
    run: async (host) => {
      await clearRecords(host);
      expect(await untilBroken(host, "/not-bytes")).toBe("first");
      expect((await recordsOf(host)).errors).toHaveLength(1);
    },
  },
  {
    name: "a caller that leaves stops the stream and aborts the signal",
    run: async (host) => {
      await clearRecords(host);
      const leaving = new AbortController();
      const answer = await send(host, "/endless", { signal: leaving.signal });
      for await (const chunk of answer.chunks()) {
        if (chunk.length > 0) break;
      }
      leaving.abort();
      await expectEvents(host, expect.arrayContaining(["stopped endless", "aborted endless"]));
      expect(await recordsOf(host)).toMatchObject({ errors: [] });
    },
  },
  {
    name: "a caller that leaves before the reply aborts the signal",
    run: async (host) => {
      await clearRecords(host);
      const leaving = new AbortController();
      const answer = send(host, "/wait", { signal: leaving.signal }).catch(() => undefined);
      await expectEvents(host, ["waiting"]);
      leaving.abort();
      await answer;
      await expectEvents(host, ["waiting", "aborted wait AbortError"]);
      expect(await recordsOf(host)).toMatchObject({ errors: [] });
    },
  },
  {
    name: "a stream is made no faster than it is read",
    run: async (host) => {
      const leaving = new AbortController();
      const answer = await send(host, "/flood", { signal: leaving.signal });
      let size = 0;
      for await (const chunk of answer.chunks()) {
        size += chunk.length;
        // Buffers on the way have room for some megabytes; then the source has to wait.
        await new Promise((resolve) => setTimeout(resolve, 400));
        break;
      }
      expect(size).toBeGreaterThan(0);
      leaving.abort();
      // 16 MiB in all, of which 6 were on the way at most.
      expect(Number(await (await send(host, "/flooded")).text())).toBeLessThan(200);
    },
  },
  {
    name: "how a request went is told after its reply",
    run: async (host) => {
      await clearRecords(host);
      const headers = { "x-watch": "1" };
      await (await send(host, "/echo", { method: "POST", body: "hello", headers })).bytes();
      await expectEvents(host, ["finished 200 received 5 sent 5 true true"]);
      await (await send(host, "/stream", { headers })).bytes();
      await expectEvents(host, expect.arrayContaining(["finished 200 received 0 sent 6 true true"]));
    },
  },
  {
    name: "work after the reply is waited for",
    run: async (host) => {
      await clearRecords(host);
      expect(await (await send(host, "/afterwards")).text()).toBe("now");
      await expectEvents(host, ["afterwards"]);
    },
  },
];

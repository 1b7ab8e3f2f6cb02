import { expect, it } from "vitest";
import { ReplyError } from "./errors.ts";
import { resumeEvents } from "./resume-events.ts";

interface Event {
  id?: string;
  retry?: number;
  data: string;
}

/** A server that gives the streams in turn; an error breaks one off. */
function server(...streams: (readonly (Event | Error)[] | Error | undefined)[]) {
  const asked: (string | undefined)[] = [];
  const connect = async (id: string | undefined): Promise<AsyncIterable<Event> | undefined> => {
    asked.push(id);
    const stream = streams.shift();
    if (stream instanceof Error) throw stream;
    if (stream === undefined) return undefined;
    return (async function* () {
      for (const event of stream) {
        if (event instanceof Error) throw event;
        yield event;
      }
    })();
  };
  return { asked, connect };
}

async function all(events: AsyncIterable<Event>): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of events) seen.push(event.data);
  return seen;
}

it("goes on after the last event that had an id", async () => {
  const { asked, connect } = server(
    [{ id: "1", data: "a", retry: 0 }, { data: "b" }],
    [{ id: "2", data: "c" }, new Error("reset")],
    new TypeError("fetch failed"),
    [{ id: "", data: "d" }],
    undefined,
  );
  expect(await all(resumeEvents(connect))).toEqual(["a", "b", "c", "d"]);
  expect(asked).toEqual([undefined, "1", "2", "2", undefined]);
});

it("throws what the server refuses", async () => {
  const refused = new ReplyError("watch", { status: 403 });
  const { connect } = server([{ data: "a" }], refused);
  await expect(all(resumeEvents(connect, { delay: 0 }))).rejects.toBe(refused);
});

it("gives up after as many attempts in a row as it is told", async () => {
  const error = new TypeError("fetch failed");
  const { asked, connect } = server(error, [{ data: "a" }], error, error, [{ data: "b" }]);
  await expect(all(resumeEvents(connect, { delay: 0, attempts: 3 }))).rejects.toBe(error);
  expect(asked).toHaveLength(4);
});

it("ends its wait when it is aborted", async () => {
  const { connect } = server([{ data: "a" }], [{ data: "b" }]);
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 20);
  await expect(all(resumeEvents(connect, { signal: controller.signal }))).rejects.toThrow("enough");
});

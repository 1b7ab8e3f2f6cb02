import { describe, expect, it } from "vitest";
import { ReplyPromise } from "../client/reply-promise.ts";
import { Reply } from "../http/reply.ts";
import { ContractException, exceptionReply, replyOfException } from "./exception.ts";
import type { ExceptionInit } from "./exception.ts";
import { ReplyError, reply } from "./v1.ts";

class MissingError extends ContractException<404 | 410, { id: string; message?: string }> {
  override readonly name: string = "MissingError";

  constructor(body: { id: string; message?: string }, init?: ExceptionInit<404 | 410>) {
    super(404, body, init);
  }
}

class FullError extends ContractException<409, object, { retryAfter?: number }> {
  constructor(body: object, init?: ExceptionInit<409, { retryAfter?: number }>) {
    super(409, body, init);
  }
}

describe("an exception", () => {
  it.each([
    [new MissingError({ id: "1" }), 404, "an exception with the status 404"],
    [new MissingError({ id: "1", message: "gone" }, { status: 410 }), 410, "gone"],
    [new MissingError({ id: "1" }, { operation: "getPet" }), 404, "getPet replied 404"],
    [
      new MissingError({ id: "1", message: "gone" }, { operation: "getPet" }),
      404,
      "getPet replied 404: gone",
    ],
    [new MissingError({ id: "1", message: "" }), 404, "an exception with the status 404"],
  ])("%s", (error, status, message) => {
    expect(error).toBeInstanceOf(ReplyError);
    expect(error).toMatchObject({ status, message, name: "MissingError", headers: {} });
    expect(error.reply).toEqual(reply(status, error.body));
  });

  it("has the headers of its reply", () => {
    expect(new FullError({}, { headers: { retryAfter: 3 } }).reply.headers).toEqual({ retryAfter: 3 });
  });
});

describe("what a handler threw", () => {
  it.each([
    [new MissingError({ id: "1" }), [[MissingError, 410] as const], 410],
    [new MissingError({ id: "1" }, { status: 410 }), [[MissingError, 404, 410] as const], 410],
    [new MissingError({ id: "1" }), [[FullError, 409] as const, [MissingError, 410, 404] as const], 404],
    [new MissingError({ id: "1" }), [[FullError, 409] as const], undefined],
    [new ReplyError("x", reply(404)), [[MissingError, 404] as const], undefined],
    ["a text", [[MissingError, 404] as const], undefined],
  ])("%s, of %j, is the reply %s", (error, declared, status) => {
    const found = replyOfException(error, declared);
    expect(found?.status).toBe(status);
    if (found !== undefined) expect(found).toEqual(new Reply(status ?? 0, { id: "1" }, {}, undefined));
  });
});

it("is thrown in place of the reply that stands for it, and only to who awaits the body", async () => {
  const received = exceptionReply(404, MissingError, { id: "1" });
  const call = (): ReplyPromise<never, typeof received> =>
    new ReplyPromise("getPet", Promise.resolve(received));
  expect(await call().reply()).toBe(received);
  expect(received).toEqual(reply(404, { id: "1" }));
  await expect(call()).rejects.toBeInstanceOf(MissingError);
  await expect(call()).rejects.toMatchObject({ operation: "getPet", body: { id: "1" } });
});

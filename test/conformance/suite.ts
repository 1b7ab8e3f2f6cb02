import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { removeFolder } from "./bundle.ts";
import { cases } from "./cases/index.ts";
import type { Client } from "./client.ts";
import type { Host } from "./host.ts";

/** Runs every case on each host. */
export function conformance(hosts: readonly Host[]): void {
  afterAll(removeFolder);

  describe.each(hosts)("$name", ({ start, skip }) => {
    let host: Client;
    beforeAll(async () => {
      host = await start();
    });
    afterAll(() => host.close());

    test.each(cases.filter(({ name }) => skip[name] === undefined))("$name", async ({ run }) => {
      expect.hasAssertions();
      await run(host);
    });

    const skipped = cases.flatMap((each) => {
      const reason = skip[each.name];
      return reason === undefined ? [] : [{ ...each, reason }];
    });
    // What is skipped must fail: otherwise the reason is none any more.
    for (const { name, reason, run } of skipped) {
      test.fails(`not here: ${name} (${reason})`, { timeout: 2_500 }, async () => {
        expect.hasAssertions();
        await run({ send: host.send, close: host.close, patience: 500 });
      });
    }

    test("what is skipped exists", () => {
      expect(cases.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(skip)));
    });
  });

  test("cases have names of their own", () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });
}

import { expect, vi } from "vitest";
import type { Answer, Ask, Client } from "./client.ts";
import type { Records } from "./app.ts";

/** Something that holds on every host. */
export interface Case {
  readonly name: string;
  run(host: Client): Promise<void>;
}

export function send(host: Client, target: string, ask: Omit<Ask, "target"> = {}): Promise<Answer> {
  return host.send({ target, ...ask });
}

/** What the app has written down. */
export async function recordsOf(host: Client): Promise<Records> {
  return (await (await send(host, "/records")).json()) as Records;
}

export async function clearRecords(host: Client): Promise<void> {
  await (await send(host, "/records", { method: "DELETE" })).bytes();
}

/** Waits until the app has written something down. */
export async function expectEvents(host: Client, expected: unknown): Promise<void> {
  await vi.waitFor(async () => expect((await recordsOf(host)).events).toEqual(expected), {
    timeout: host.patience ?? 2_000,
    interval: 50,
  });
}

/** A reply to a plain request, as a row of a table. */
export interface Row extends Ask {
  readonly name?: string;
  readonly status: number;
  /** The whole body; JSON is compared as text as well. */
  readonly text?: string;
  /** null: there is no such field. */
  readonly replyHeaders?: Readonly<Record<string, string | null>>;
}

/** Makes a case of each row. */
export function rows(...table: readonly Row[]): Case[] {
  return table.map((row) => ({
    name: row.name ?? `${row.method ?? "GET"} ${row.target} gives ${row.status}`,
    run: async (host) => {
      const answer = await host.send(row);
      const text = await answer.text();
      expect([answer.status, text]).toEqual([row.status, row.text ?? text]);
      for (const [name, value] of Object.entries(row.replyHeaders ?? {})) {
        expect([name, answer.headers.get(name)]).toEqual([name, value]);
      }
    },
  }));
}

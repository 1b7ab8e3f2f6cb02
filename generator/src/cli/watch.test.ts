import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Diagnostics } from "../source/diagnostic.ts";
import type { Cycle } from "./cycle.ts";
import { watch } from "./watch.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "volo-watch-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(name: string, text: string): string {
  writeFileSync(join(root, name), text);
  return join(root, name);
}

/** Watches with cycles that each take what is next of `plan`, the last one over and over. */
function start(plan: readonly { readonly sources: readonly string[]; readonly failed?: boolean }[]): {
  /** Resolves when the nth cycle has run and its files are watched. */
  reached(nth: number): Promise<void>;
  count(): number;
  ended: Promise<number>;
} {
  let cycles = 0;
  let wake = (): void => {};
  const cycle = async (): Promise<Cycle> => {
    const { sources, failed } = plan[Math.min(cycles, plan.length - 1)] ?? { sources: [] };
    const diagnostics = new Diagnostics();
    if (failed === true) diagnostics.add("VG1002", "broken");
    cycles++;
    setTimeout(() => wake(), 200);
    return { diagnostics: diagnostics.list, targets: [], plans: [], sources, milliseconds: 0 };
  };
  const terminal = { out: () => {}, err: () => {}, color: false, interactive: false };
  const ended = watch(cycle, terminal);
  return {
    async reached(nth) {
      while (cycles < nth) await new Promise<void>((resolve) => (wake = resolve));
      // Files are added to the watcher asynchronously.
      await new Promise((resolve) => setTimeout(resolve, 200));
    },
    count: () => cycles,
    ended,
  };
}

async function stop(ended: Promise<number>): Promise<void> {
  process.emit("SIGINT");
  expect(await ended).toBe(130);
}

test("a change of any file that was read, however it is saved, is one cycle", async () => {
  const a = put("a.yaml", "1");
  const b = put("b.yaml", "1");
  const { reached, count, ended } = start([{ sources: [a, b] }]);
  await reached(1);
  put("a.yaml", "2");
  await reached(2);
  put("b.yaml.new", "2");
  renameSync(`${b}.new`, b);
  await reached(3);
  put("b.yaml", "3");
  await reached(4);
  rmSync(a);
  await reached(5);
  put("a.yaml", "3");
  await reached(6);
  put("a.yaml", "4");
  put("b.yaml", "4");
  await reached(7);
  expect(count()).toBe(7);
  put("other.yaml", "nobody reads it");
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(count()).toBe(7);
  await stop(ended);
});

test("files come and go with the contract, but an error lets none go", async () => {
  const a = put("a.yaml", "1");
  const b = put("b.yaml", "1");
  const { reached, count, ended } = start([
    { sources: [a, b] },
    { sources: [a], failed: true },
    { sources: [a] },
  ]);
  await reached(1);
  put("a.yaml", "2");
  await reached(2);
  put("b.yaml", "2");
  await reached(3);
  put("b.yaml", "3");
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(count()).toBe(3);
  put("a.yaml", "3");
  await reached(4);
  await stop(ended);
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../tools.ts";

/** A folder for what this run makes. */
export const folder: string = mkdtempSync(join(tmpdir(), "volo-http-conformance-"));

/** Removes {@link folder}. */
export function removeFolder(): void {
  rmSync(folder, { recursive: true, force: true });
}

const made = new Map<string, Promise<string>>();

/**
 * Makes a program of a file in `entries/`, as users' bundlers would: nothing of it is read from this repository afterwards.
 * @param whole one file, as Workers are deployed; otherwise what is loaded late stays apart
 * @returns path of the program
 */
export function bundled(entry: string, { whole = false }: { whole?: boolean } = {}): Promise<string> {
  let program = made.get(entry);
  if (program === undefined) made.set(entry, (program = bundle(entry, whole)));
  return program;
}

async function bundle(entry: string, whole: boolean): Promise<string> {
  await build({
    entryPoints: [join(root, "test/conformance/entries", `${entry}.ts`)],
    outdir: join(folder, entry),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: !whole,
    format: "esm",
    platform: "neutral",
    target: "es2024",
    mainFields: ["module", "main"],
    conditions: ["volo-source"],
    external: ["node:*"],
    logLevel: "error",
  });
  return join(folder, entry, `${entry}.mjs`);
}

import { existsSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { makeFolder, reasonOf } from "../output/disk.ts";
import { kebabCase } from "../passes/words.ts";
import type { ExitCode } from "./exit.ts";
import { scaffold } from "./scaffold.ts";
import type { Terminal } from "./terminal.ts";

/** `volo-gen init`: makes what is missing of a small project, offline, and touches nothing that exists. */
export async function initCommand(
  folder: string,
  given: string | undefined,
  terminal: Terminal,
): Promise<ExitCode> {
  const suggestion = kebabCase(basename(resolve(folder)));
  const name = given ?? (terminal.interactive ? await ask(suggestion) : suggestion);
  if (name === undefined) return 130;
  const made: string[] = [];
  for (const { path, text } of scaffold(kebabCase(name))) {
    const file = join(folder, path);
    if (existsSync(file)) {
      terminal.out(`  kept  ${file}\n`);
      continue;
    }
    try {
      makeFolder(dirname(file));
      // A file that appears between the question and the answer is kept too.
      writeFileSync(file, text, { flag: "wx" });
    } catch (error) {
      terminal.err(`error VG5006: "${file}" cannot be written: ${reasonOf(error)}\n`);
      return 2;
    }
    made.push(path);
    terminal.out(`  made  ${file}\n`);
  }
  terminal.out(nextSteps(folder, made));
  return 0;
}

async function ask(suggestion: string): Promise<string | undefined> {
  const { isCancel, text } = await import("@clack/prompts");
  const answer = await text({ message: "Name of the contract", initialValue: suggestion });
  return isCancel(answer) ? undefined : answer;
}

function nextSteps(folder: string, made: readonly string[]): string {
  const way = relative("", resolve(folder));
  // In a project of somebody's own the dependencies are not in its package.json yet.
  const install = made.includes("package.json")
    ? ["npm install"]
    : ["npm install volo-http", "npm install --save-dev volo-gen"];
  const steps = [...(way === "" ? [] : [`cd ${way}`]), ...install, "npx volo-gen", "node src/main.ts"];
  return `\nNext:\n${steps.map((step) => `  ${step}\n`).join("")}`;
}

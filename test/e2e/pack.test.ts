import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const fixture = fileURLToPath(new URL("fixtures/notes/", import.meta.url));
// Outside the repository, or Node would find the packages of the workspace.
const project = mkdtempSync(join(tmpdir(), "volo-pack-"));
const execute = promisify(execFile);

/** Runs a command as a user would in a shell of the project, with the Node that runs the tests. */
async function run(
  command: string,
  args: readonly string[],
  cwd = project,
): Promise<{ stdout: string; stderr: string }> {
  const path = [dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter);
  // A script that npm runs hands its own configuration down, which users do not have.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?!config_(?:cache|registry)$)/i.test(name),
  );
  return execute(command, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), PATH: path, NO_COLOR: "1" },
  });
}

beforeAll(async () => {
  const tarballs: string[] = [];
  for (const name of ["runtime", "generator"]) {
    const { stdout } = await run(
      "npm",
      ["pack", "--ignore-scripts", "--json", "--pack-destination", project],
      join(root, name),
    );
    // Some versions of npm print a list, others an object by name.
    const [packed] = Object.values(JSON.parse(stdout) as Record<string, { filename: string }>);
    tarballs.push(`./${packed?.filename}`);
  }
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name: "notes", private: true, type: "module" }),
  );
  for (const file of ["api.yaml", "main.ts", "tsconfig.json"])
    copyFileSync(join(fixture, file), join(project, file));
  const tools = ["typescript@7", "@types/node@24"];
  await run("npm", [
    "install",
    "--ignore-scripts",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    ...tarballs,
    ...tools,
  ]);
}, 300_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

test("what npm packs is what runs, and nothing else", () => {
  const inPackage = (name: string): string[] =>
    readdirSync(join(project, "node_modules", name), { recursive: true, encoding: "utf8" }).sort();
  for (const name of ["volo-gen", "volo-http"]) {
    expect(inPackage(name).filter((file) => /\.tsbuildinfo$|\.test(-d)?\./.test(file))).toEqual([]);
  }
  expect(inPackage("volo-gen")).toContain("bin/volo-gen.js");
  expect(inPackage("volo-http")).toContain("dist/codegen/v1.d.ts");
});

test("a contract is compiled, type-checked and served", { timeout: 120_000 }, async () => {
  const generated = await run("npx", ["volo-gen", "api.yaml", "-o", "src/gen"]);
  // npm may have something to say about the machine's configuration.
  expect(generated.stderr.replace(/^npm .*\n/gm, "")).toBe("");
  expect(generated.stdout).toMatch(/^src\/gen\/api: \d+ files written in \d/);
  for (const file of ["types.ts", "codec.ts", "server.ts", "client.ts", "openapi.json"]) {
    expect(existsSync(join(project, "src/gen/api", file)), file).toBe(true);
  }

  const checked = await run("npx", ["tsc", "--pretty", "false"]).catch((error: { stdout: string }) => error);
  expect(checked.stdout).toBe("");

  const served = await run(process.execPath, ["main.ts"]);
  expect(served.stdout.split("\n")).toEqual([
    '{"id":1,"text":"first","color":"yellow"}',
    '{"id":2,"text":"second","color":"blue"}',
    '[{"id":1,"text":"first","color":"yellow"}]',
    '404 {"title":"no such note"}',
    "true",
    "400 application/problem+json",
    "",
  ]);

  const again = await run("npx", ["volo-gen", "api.yaml", "-o", "src/gen", "--check"]);
  expect(again.stdout).toMatch(/^src\/gen\/api: \d+ files up to date\n$/);
});

test("init makes a project that generates, compiles and starts", { timeout: 120_000 }, async () => {
  await run("npx", ["volo-gen", "init", "hello"]);
  const folder = join(project, "hello");
  await run("npx", ["volo-gen"], folder);
  const checked = await run("npx", ["tsc", "-p", ".", "--pretty", "false"], folder).catch(
    (error: { stdout: string }) => error,
  );
  expect(checked.stdout).toBe("");
  const child = execute(process.execPath, ["src/main.ts"], {
    cwd: folder,
    env: { ...process.env, PORT: "0" },
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.child.stdout?.on("data", (text: string) =>
        resolve(/http:\/\/\S+\/greetings\/you/.exec(text)?.[0] ?? ""),
      );
      child.catch(reject);
    });
    const reply = await fetch(`${url}?shout=true`);
    expect(await reply.json()).toEqual({ text: "HELLO, YOU!" });
  } finally {
    child.child.kill("SIGTERM");
  }
  await child;
});

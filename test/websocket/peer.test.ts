import { execFile } from "node:child_process";
import { glob, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../tools.ts";

/** Somewhere outside of the workspace, where nothing is installed. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "volo-http-peer-"));
  await build({
    stdin: {
      contents: `
        import { webSocket } from "volo-http/websocket";
        try {
          webSocket(() => undefined);
          console.log("made");
        } catch (error) {
          console.log(error.message);
        }
      `,
      resolveDir: join(root, "test"),
    },
    conditions: ["volo-source"],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: join(folder, "main.mjs"),
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(): Promise<string> {
  return (await promisify(execFile)(process.execPath, [join(folder, "main.mjs")])).stdout.trim();
}

async function install(source: string): Promise<void> {
  const ws = join(folder, "node_modules/ws");
  await mkdir(ws, { recursive: true });
  await writeFile(join(ws, "package.json"), `{ "name": "ws", "main": "index.js" }`);
  await writeFile(join(ws, "index.js"), source);
}

describe("the optional peer ws", () => {
  test("is missed by who makes a socket, and not by who loads the module", async () => {
    expect(await run()).toBe("webSocket() stands on the package ws, which is not installed: npm install ws");
  });

  test("is refused when it is too old", async () => {
    await install("exports.WebSocketServer = class {};");
    expect(await run()).toBe("webSocket() needs ws 8.21.1 or later: npm install ws@8");
  });

  test("that is broken says so itself", async () => {
    await install("throw new Error('half installed');");
    expect(await run()).toBe("half installed");
    await install("require('./missing.js');");
    expect(await run()).toMatch(/^Cannot find module '\.\/missing\.js'/);
  });

  test("is not needed by the types of those who do not use it", async () => {
    let checked = 0;
    for await (const declaration of glob("runtime/dist/server/websocket/*.d.ts", { cwd: root })) {
      expect(await readFile(join(root, declaration), "utf8"), declaration).not.toMatch(/["']ws["']/);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(5);
  });
});

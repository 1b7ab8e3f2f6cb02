import { createInterface } from "node:readline";
import { serve } from "volo-http";
import type { CloseOptions, ServeOptions, Server } from "volo-http";
import { createApp } from "../app.ts";
import { refusesCode } from "./refuses-code.ts";

/** What this program says when it is ready. */
export interface Ready {
  /** The URL of each server, or why there is none. */
  readonly urls: readonly string[];
  /** Whether the process refuses to make code of text. */
  readonly refusesCode: boolean;
}

/** A line of its input. */
export interface Command {
  readonly close: CloseOptions;
}

// The same program on Node, Bun and Deno: an argument for each server that it opens.
const servers: Server[] = [];
const urls = await Promise.all(process.argv.slice(2).map(open));
console.log(JSON.stringify({ urls, refusesCode: refusesCode() } satisfies Ready));

createInterface({ input: process.stdin })
  .on("line", (line) => void close((JSON.parse(line) as Command).close))
  .once("close", () => process.exit());

async function open(text: string): Promise<string> {
  const { service, options } = createApp();
  try {
    const given = JSON.parse(text) as ServeOptions;
    const place = given.path === undefined ? { hostname: "127.0.0.1" } : {};
    const server = await serve(service, { ...options, ...place, ...given });
    servers.push(server);
    server.onClosing(() => say("closing"));
    server.onClosed(() => say("over"));
    return server.url;
  } catch (error) {
    return String(error);
  }
}

async function close(options: CloseOptions): Promise<void> {
  await Promise.all(servers.map((server) => server.close(options)));
  say(`closed ${servers[0]?.state}`);
}

function say(text: string): void {
  console.log(JSON.stringify(text));
}

import { existsSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve } from "volo-http";
import type { Server } from "volo-http";
import { apiDocs } from "volo-http/docs";
import { createApp } from "../../examples/petstore/src/app.ts";
import { root } from "../tools.ts";

const executablePath = "/usr/bin/chromium";
/** Chromium looks for news of its own otherwise. */
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

let browser: Browser;
let server: Server;
beforeAll(async () => {
  if (!existsSync(executablePath)) {
    throw new Error(`there is no ${executablePath}: apt-get install chromium`);
  }
  browser = await chromium.launch({ executablePath, args: quiet });
  const { router } = createApp();
  const contract = new URL("../../examples/petstore/src/gen/petstore/openapi.json", import.meta.url);
  server = await serve(router.merge(apiDocs(contract, { document: "/contract.json", page: "/reference" })), {
    hostname: "127.0.0.1",
  });
});
afterAll(async () => {
  await browser?.close();
  await server?.close({ timeout: 0 });
});

test("the page of a contract shows its operations, calls them, and asks no other server", async () => {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));

  await page.goto(`${server.url}/reference`);
  expect(await page.title()).toBe("Petstore");
  await page.waitForSelector("#operations-pets-listPets");
  expect(await page.locator(".opblock").count()).toBe(12);

  const operation = page.locator("#operations-pets-listPets");
  await operation.locator(".opblock-summary").click();
  await operation.getByRole("button", { name: "Try it out" }).click();
  await operation.getByRole("button", { name: "Execute" }).click();
  await operation.locator(".live-responses-table .response-col_status", { hasText: "200" }).waitFor();

  const screenshot = join(root, "test/.tmp/docs-page.png");
  await mkdir(join(root, "test/.tmp"), { recursive: true });
  await page.screenshot({ path: screenshot });
  expect((await stat(screenshot)).size).toBeGreaterThan(20_000);

  const elsewhere = asked.filter((url) => !url.startsWith(`${server.url}/`) && !url.startsWith("data:"));
  expect(elsewhere).toEqual([]);
  expect(asked.length).toBeGreaterThan(4);
  expect(complaints).toEqual([]);
});

#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { main } from "../dist/cli/main.js";

/**
 * A compiler makes much garbage and keeps little: where the young generation stops growing at what it has when the work
 * begins, a large contract takes 100 MB less and hardly more time.
 */
function keepSmall() {
  try {
    setFlagsFromString("--semi-space-growth-factor=1");
  } catch {
    // Other engines have other collectors.
  }
}

setTimeout(keepSmall, 0).unref();
process.exitCode = await main(process.argv.slice(2));

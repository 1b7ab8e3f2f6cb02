import { defineConfig } from "vitest/config";

// Those of Node, without `module`: what that one leads to is made for bundlers, and Node cannot load all of it.
const conditions = ["volo-source", "node", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      "generator/src/**/*.test.ts",
      "runtime/src/**/*.test.ts",
      "test/**/*.test.ts",
      "examples/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**", "**/gen/**", "**/fixtures/**"],
    pool: "threads",
    // One more than the cores of a small machine: many tests wait for compilers, servers and clocks.
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["volo-source", "node", "import", "module", "default"] },
  ssr: { resolve: { conditions: ["volo-source", "node", "import", "module", "default"] } },
  test: {
    include: [
      "generator/src/**/*.test.ts",
      "runtime/src/**/*.test.ts",
      "test/**/*.test.ts",
      "examples/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**", "**/gen/**", "**/fixtures/**"],
    pool: "threads",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});

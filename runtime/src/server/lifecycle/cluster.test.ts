import { describe, expect, test } from "vitest";
import { unwrap, wrap } from "./cluster-messages.ts";
import type { PrimaryMessage, WorkerMessage } from "./cluster-messages.ts";
import { serveCluster } from "./cluster.ts";
import type { ClusterOptions } from "./cluster.ts";

// What workers do is in test/lifecycle, with processes.

test.each<[string, ClusterOptions]>([
  ["workers", { workers: 0 }],
  ["workers", { workers: 1.5 }],
  ["workers", { workers: 2_000 }],
  ["startTimeout", { startTimeout: 0 }],
  ["killTimeout", { killTimeout: Infinity }],
  ["restartDelay", { restartDelay: Number.NaN }],
  ["signals", { signals: ["SIGKILL" as never] }],
  ["signals", { signals: ["SIGUSR2"], restartSignal: "SIGUSR2" }],
])("nonsense is refused before anything is started: %s of %j", async (name, options) => {
  const start = (): never => {
    throw new Error("started");
  };
  await expect(serveCluster(start, options)).rejects.toThrow(RangeError);
  await expect(serveCluster(start, options)).rejects.toThrow(name);
});

describe("messages between primary and workers", () => {
  test.each<WorkerMessage | PrimaryMessage>([
    { type: "ready" },
    { type: "failed", reason: "no database" },
    { type: "close", options: { grace: 1, timeout: 2 } },
  ])("%j arrives as it was sent", (message) => {
    expect(unwrap(JSON.parse(JSON.stringify(wrap(message))))).toEqual(message);
  });

  test.each([undefined, null, 1, "ready", {}, { type: "ready" }, { cmd: "NODE_HANDLE" }])(
    "%j is none of them",
    (message) => {
      expect(unwrap(message)).toBeUndefined();
    },
  );

  test("one of another version is told apart", () => {
    expect(unwrap({ ...wrap({ type: "ready" }), "volo-http": 2 })).toBe("other version");
  });
});

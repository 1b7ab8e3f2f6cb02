import { writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { binaryOf } from "../binaries.ts";
import { bundled } from "../bundle.ts";
import { Child } from "../child.ts";
import { http1 } from "../client.ts";
import type { Host } from "../host.ts";

const configuration = (program: string): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .app)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const app :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "${program}")],
  compatibilityDate = "2026-01-01",
  compatibilityFlags = ["enable_request_signal"],
  bindings = [(name = "GREETING", text = "hello")],
);
`;

/** The runtime of Cloudflare's Workers. */
export const workerd: readonly Host[] = [
  {
    name: "workerd",
    start: async () => {
      const program = await bundled("worker", { whole: true });
      const config = join(dirname(program), "config.capnp");
      await writeFile(config, configuration(basename(program)));
      const child = await Child.start<{ port: number }>(
        binaryOf("workerd"),
        ["serve", config, "--control-fd=3"],
        { channel: 3 },
      );
      const client = http1(`http://127.0.0.1:${child.ready.port}`);
      return { send: client.send, close: () => child.kill() };
    },
    skip: {
      "a fragment: 400": "workerd leaves it out",
      "the address of the peer": "only a header of Cloudflare's edge tells it",
      "a field of Latin-1": "workerd writes the values of header fields as UTF-8",
      "a caller that leaves before the reply aborts the signal":
        "workerd notices that a caller is gone when it writes to it",
    },
  },
];

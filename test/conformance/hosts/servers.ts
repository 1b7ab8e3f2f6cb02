import { Authority } from "../../../runtime/src/server/adapters/node/certificates.fixture.ts";
import { nodes } from "../../tools.ts";
import { binaryOf } from "../binaries.ts";
import { bundled } from "../bundle.ts";
import { Child } from "../child.ts";
import { http1, http2 } from "../client.ts";
import type { Client } from "../client.ts";
import type { Ready } from "../entries/serve.ts";
import type { Host } from "../host.ts";

/** Runs `entries/serve.ts`, with a server for each of these options. */
export async function startServers(
  binary: string,
  flags: readonly string[],
  ...options: readonly object[]
): Promise<Child<Ready>> {
  const program = await bundled("serve");
  return Child.start<Ready>(binary, [...flags, program, ...options.map((each) => JSON.stringify(each))]);
}

/** Flags with which Deno runs what needs nothing but the network of this machine. */
export const denoFlags = ["run", "--no-prompt", "--no-remote", "--no-npm"] as const;

/** Without it, no code can be made of text: what is generated must not want to. */
export const noCode = "--disallow-code-generation-from-strings";

/** One child that serves in several ways, each of which is a host; it starts with the first and ends with the last. */
function hostsOf(
  name: string,
  start: () => Promise<Child<Ready>>,
  ways: readonly {
    readonly name: string;
    readonly connect: (url: string) => Client | Promise<Client>;
    readonly skip: Host["skip"];
  }[],
): Host[] {
  let child: Promise<Child<Ready>> | undefined;
  let left = ways.length;
  return ways.map((way, index) => ({
    name: `${name} ${way.name}`,
    start: async () => {
      const { ready } = await (child ??= start());
      const client = await way.connect(ready.urls[index] ?? "");
      return {
        send: client.send,
        close: async () => {
          await client.close();
          if (--left === 0) await (await child)?.stop();
        },
      };
    },
    skip: way.skip,
  }));
}

function certificate(): { cert: string; key: string } {
  using authority = new Authority();
  const { cert, key } = authority.issue("localhost", ["DNS:localhost", "IP:127.0.0.1"]);
  return { cert, key };
}

const tls = certificate();

const onNode = nodes().flatMap(({ version, binary }) =>
  hostsOf(
    `Node ${version}`,
    () => startServers(binary, [noCode], {}, { tls, protocols: ["http/1.1"] }, { tls }),
    [
      { name: "http", connect: http1, skip: {} },
      { name: "https", connect: http1, skip: {} },
      { name: "http2", connect: http2, skip: {} },
    ],
  ),
);

const normalizes = "Bun resolves and encodes the URL before anybody sees it";
const notOnBun = {
  "dot segments are left to the router": normalizes,
  "encoded dot segments are left to the router": normalizes,
  "characters that URLs encode are not touched in a query": normalizes,
};

const onBun = hostsOf("Bun", () => startServers(binaryOf("bun"), [], {}, { tls }), [
  { name: "http", connect: http1, skip: notOnBun },
  { name: "https", connect: http1, skip: notOnBun },
]);

const onDeno = hostsOf(
  "Deno",
  () => startServers(binaryOf("deno"), [...denoFlags, "--allow-net=127.0.0.1"], {}, { tls }),
  [
    { name: "http", connect: http1, skip: {} },
    {
      name: "http2",
      connect: http2,
      skip: {
        "DELETE without a body": "Deno does not tell whether a request of HTTP/2 has a body",
        "a fragment: 400": "Deno leaves it out in HTTP/2",
      },
    },
  ],
);

/** The versions of Node, with everything that they speak. */
export const onNodes: readonly Host[] = onNode;

/** Other platforms that `serve()` finds an adapter for. */
export const onOthers: readonly Host[] = [...onBun, ...onDeno];

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toFetch, toNodeListener } from "volo-http";
import { createApp } from "../app.ts";
import { http1, inProcess, memory } from "../client.ts";
import type { Host } from "../host.ts";

const noAddress = "the caller is this process";
const normalized = "a Request has resolved and encoded its URL before anybody sees it";
const noServer = "there is no server, so nothing of a server's options";
const noWire = "nothing is sent, so nothing is measured or encoded";
const ownError = "the caller gets the error itself";

/** Hosts that run in the process of the tests. */
export const here: readonly Host[] = [
  {
    name: "toNodeListener",
    start: async () => {
      const { service, options } = createApp();
      const server = createServer(toNodeListener(service, options));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const client = http1(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      return {
        send: client.send,
        close: async () => {
          server.closeAllConnections();
          await new Promise((resolve) => server.close(resolve));
        },
      };
    },
    skip: {},
  },
  {
    name: "toFetch",
    start: () => {
      const { service, options } = createApp();
      return Promise.resolve(inProcess(toFetch(service, options)));
    },
    skip: {
      "the address of the peer": noAddress,
      "dot segments are left to the router": normalized,
      "encoded dot segments are left to the router": normalized,
      "characters that URLs encode are not touched in a query": normalized,
      "a fragment: 400": "a Request may have a fragment, which is not sent",
    },
  },
  {
    name: "inMemory",
    start: () => Promise.resolve(memory(createApp())),
    skip: {
      "the address of the peer": noAddress,
      "a target of 8193 characters: 414": noServer,
      "more than 100 header fields: 431": noServer,
      "a fragment: 400": "a URL may have a fragment, which is not sent",
      "a body that is there has its length": noWire,
      "HEAD has the length of GET": noWire,
      "/bad-status is an opaque 500 that the log explains, once": noWire,
      "onError shapes errors, those of the server itself included": noServer,
      "onError that fails keeps the default, and is logged": noServer,
      "onError whose reply cannot be sent keeps the default, and is logged": noServer,
      "a handler that takes too long: 503, its signal is aborted, its late answer dropped": noServer,
      "a stream that fails breaks the reply off; the log says why, once": ownError,
      "a stream of something else breaks the reply off": ownError,
    },
  },
];

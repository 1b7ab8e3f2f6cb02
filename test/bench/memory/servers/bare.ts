// What a connection costs on node:http when nothing else is there.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { report } from "../../protocol.ts";

const server = createServer({ keepAliveTimeout: 600_000 }, (_request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": 7 });
  response.end('"hello"');
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }, () =>
  report((server.address() as AddressInfo).port),
);

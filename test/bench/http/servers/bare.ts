// The service by hand: what node:http costs when nothing is checked and no framework is in the way.
import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { report } from "../../protocol.ts";
import type { NewPet } from "../workloads.ts";

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

const server = createServer((request, response) => {
  const url = request.url ?? "";
  const mark = url.indexOf("?");
  const path = mark === -1 ? url : url.slice(0, mark);
  if (request.method === "GET" && path === "/hello") {
    send(response, 200, { message: "hello" });
  } else if (request.method === "GET" && path.startsWith("/pets/")) {
    const query = new URLSearchParams(mark === -1 ? "" : url.slice(mark + 1));
    send(response, 200, {
      id: Number(path.slice(6)),
      limit: Number(query.get("limit") ?? 10),
      expand: query.get("expand") === "true",
      tags: query.getAll("tags"),
    });
  } else if (request.method === "POST" && path === "/pets") {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const pet = JSON.parse(Buffer.concat(chunks).toString()) as NewPet;
      send(response, 201, { id: 1, ...pet });
    });
  } else {
    send(response, 404, { title: "Not Found" });
  }
});
server.listen(0, "127.0.0.1", () => report((server.address() as AddressInfo).port));

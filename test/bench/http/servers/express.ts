// @ts-expect-error: the package ships no types, and the benchmark needs few
import untyped from "express";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { report } from "../../protocol.ts";
import type { NewPet } from "../workloads.ts";

interface Request {
  params: Record<string, string>;
  query: Record<string, string | string[] | undefined>;
  body: NewPet;
}
interface Response {
  status(code: number): Response;
  json(value: unknown): void;
}
type Handler = (request: Request, response: Response) => void;
interface Express {
  (): Express;
  json(): Handler;
  use(handler: Handler): void;
  get(path: string, handler: Handler): void;
  post(path: string, handler: Handler): void;
  listen(port: number, host: string, ready: () => void): Server;
}

const express = untyped as Express;
const app = express();
app.use(express.json());
app.get("/hello", (_request, response) => response.json({ message: "hello" }));
app.get("/pets/:id", ({ params, query }, response) =>
  response.json({
    id: Number(params["id"]),
    limit: Number(query["limit"] ?? 10),
    expand: query["expand"] === "true",
    tags: [query["tags"] ?? []].flat(),
  }),
);
app.post("/pets", ({ body }, response) => response.status(201).json({ id: 1, ...body }));
const server = app.listen(0, "127.0.0.1", () => report((server.address() as AddressInfo).port));

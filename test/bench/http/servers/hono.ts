import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { report } from "../../protocol.ts";
import type { NewPet } from "../workloads.ts";

// Without a validator: its own cost, and nothing else.
const app = new Hono();
app.get("/hello", (c) => c.json({ message: "hello" }));
app.get("/pets/:id", (c) =>
  c.json({
    id: Number(c.req.param("id")),
    limit: Number(c.req.query("limit") ?? 10),
    expand: c.req.query("expand") === "true",
    tags: c.req.queries("tags") ?? [],
  }),
);
app.post("/pets", async (c) => {
  const pet = await c.req.json<NewPet>();
  return c.json({ id: 1, ...pet }, 201);
});
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => report(port));

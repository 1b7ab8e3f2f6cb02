import { inMemory } from "volo-http";
import { ReplyError } from "volo-http/client";
import { serve } from "volo-http/server";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import type { App } from "./app.ts";
import { createApp } from "./app.ts";
import { demo } from "./auth.ts";
import { PetstoreClient } from "./gen/petstore/client.ts";
import type { Pet } from "./gen/petstore/types.ts";

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 255);
const cat = { kind: "cat", indoor: true } as const;

interface Place {
  readonly app: App;
  readonly client: PetstoreClient;
  readonly anonymous: PetstoreClient;
  close(): Promise<void>;
}

async function inMemoryPlace(): Promise<Place> {
  const app = createApp();
  const transport = inMemory(app.router);
  return {
    app,
    client: new PetstoreClient({ transport, auth: demo }),
    anonymous: new PetstoreClient({ transport, auth: false }),
    close: async () => app.close(),
  };
}

async function socketPlace(): Promise<Place> {
  const app = createApp();
  const server = await serve(app.router, { port: 0 });
  return {
    app,
    client: new PetstoreClient({ baseUrl: server.url, auth: demo }),
    anonymous: new PetstoreClient({ baseUrl: server.url, auth: false }),
    close: async () => {
      await server.close();
      app.close();
    },
  };
}

describe.each([
  ["in memory", inMemoryPlace],
  ["over a socket", socketPlace],
])("the petstore %s", (_, open) => {
  let place: Place;
  let rex: Pet;
  beforeAll(async () => {
    place = await open();
    rex = await place.client.createPet({
      body: { name: "Rex", animal: { kind: "dog", size: "large" }, price: 30_000, labels: { chip: "A1" } },
    });
  });
  afterAll(() => place.close());

  test("a new pet gets an id, a date and the default status, and says where it is", async () => {
    expect(rex).toMatchObject({ id: 1, name: "Rex", status: "available", labels: { chip: "A1" } });
    const reply = await place.client.createPet({ body: { name: "Mimi", animal: cat, price: 1 } }).reply();
    expect(reply.status).toBe(201);
    if (reply.status === 201) expect(reply.headers.location).toBe(`/pets/${reply.body.id}`);
  });

  test("a taken name is the typed 409 of the contract", async () => {
    const body = { name: "Rex", animal: cat, price: 1 };
    const reply = await place.client.createPet({ body }).reply();
    expect(reply).toMatchObject({ status: 409, body: { petId: rex.id } });
    if (reply.status === 409) expectTypeOf(reply.body.petId).toBeNumber();
    await expect(place.client.createPet({ body })).rejects.toThrow(ReplyError);
  });

  test("pages follow each other until the last one", async () => {
    for (let i = 0; i < 5; i++) {
      await place.client.createPet({
        body: { name: `Bird ${i}`, animal: { kind: "bird", wingspan: 20 + i }, price: i },
      });
    }
    const names: string[] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const reply = await place.client
        .listPets({ limit: 3, after, status: ["available", "reserved"] })
        .reply();
      if (reply.status !== 200) throw new Error(`unexpected status ${reply.status}`);
      expect(reply.headers.xTotalCount).toBe(7);
      names.push(...reply.body.items.map((pet) => pet.name));
      after = reply.body.next;
    }
    expect(names).toEqual(["Rex", "Mimi", "Bird 0", "Bird 1", "Bird 2", "Bird 3", "Bird 4"]);
  });

  test("a pet is changed, found and removed", async () => {
    const { id } = await place.client.createPet({ body: { name: "Momo", animal: cat, price: 5 } });
    expect(await place.client.updatePet({ petId: id, body: { price: 6 } })).toMatchObject({
      name: "Momo",
      price: 6,
    });
    expect((await place.client.getPet({ petId: id })).price).toBe(6);
    expect(await place.client.deletePet({ petId: id })).toBeUndefined();
    expect((await place.client.getPet({ petId: id }).reply()).status).toBe(404);
    expect((await place.client.deletePet({ petId: id }).reply()).status).toBe(404);
  });

  test("a photo comes back as it was uploaded", async () => {
    expect((await place.client.getPhoto({ petId: rex.id }).reply()).status).toBe(404);
    const info = await place.client.uploadPhoto({
      petId: rex.id,
      body: { photo: png, caption: "Très beau" },
    });
    expect(info).toEqual({ bytes: png.length, caption: "Très beau" });
    const photo = await place.client.getPhoto({ petId: rex.id });
    expect(await photo.bytes()).toEqual(png);
  });

  test.each(["application/json", "application/x-www-form-urlencoded"] as const)(
    "an order placed as %s sells the pet once, however often it is repeated",
    async (contentType) => {
      const { id } = await place.client.createPet({
        body: { name: `For ${contentType}`, animal: cat, price: 999 },
      });
      const call = {
        idempotencyKey: `key of ${contentType}`.slice(0, 64),
        contentType,
        body: { petId: id, note: "a & b" },
      };
      const order = await place.client.placeOrder(call);
      expect(order).toMatchObject({ petId: id, price: 9.99, currency: "EUR", note: "a & b" });
      expect(await place.client.placeOrder(call)).toEqual(order);
      const again = await place.client.placeOrder({ ...call, idempotencyKey: "another key" }).reply();
      expect(again).toMatchObject({ status: 409, body: { petStatus: "sold" } });

      const inYuan = await place.client.listOrders({ currency: "CNY" });
      expect(inYuan.find(({ id: orderId }) => orderId === order.id)).toMatchObject({
        price: 77.92,
        currency: "CNY",
      });
      expect(await place.client.getOrder({ orderId: order.id })).toEqual(order);
      await place.client.cancelOrder({ orderId: order.id });
      expect((await place.client.getPet({ petId: id })).status).toBe("available");
    },
  );

  test("the stock is counted by state", async () => {
    expect((await place.client.getInventory())["available"]).toBeGreaterThan(0);
  });

  test("credentials are asked for where the contract says so", async () => {
    await expect(new PetstoreClient({ auth: {} }).deletePet({ petId: 1 })).rejects.toThrow("it needs apiKey");
    await expect(place.anonymous.deletePet({ petId: rex.id })).rejects.toMatchObject({ status: 401 });
    await expect(place.anonymous.listOrders()).rejects.toMatchObject({ status: 401 });
    expect((await place.anonymous.getPet({ petId: rex.id })).name).toBe("Rex");
  });

  test("every fault of a request is listed with its place", async () => {
    const body = { name: "", price: -1 };
    const error: unknown = await place.client.updatePet({ petId: 0, body }).catch((e: unknown) => e);
    expect(error).toMatchObject({ status: 400, problem: { title: "Bad Request" } });
    expect((error as { problem: { errors: unknown } }).problem.errors).toEqual([
      expect.objectContaining({ in: "path", name: "petId" }),
      expect.objectContaining({ in: "body", pointer: "/name" }),
      expect.objectContaining({ in: "body", pointer: "/price" }),
    ]);
  });
});

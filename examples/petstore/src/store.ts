import { DatabaseSync } from "node:sqlite";
import type { Animal, Pet, PetStatus } from "./gen/petstore/types.ts";

/** What is kept of a pet before it has an id. */
export interface PetFields {
  name: string;
  animal: Animal;
  price: number;
  status: PetStatus;
  born?: string | null;
  labels?: Record<string, string>;
}

/** An order as it is kept: the price in cents, whatever currency it is later shown in. */
export interface OrderRow {
  id: string;
  customer: string;
  key: string;
  petId: number;
  price: number;
  note: string | undefined;
  placedAt: string;
}

/** Which pets to list. */
export interface PetFilter {
  limit: number;
  after: number;
  statuses: readonly PetStatus[];
}

const schema = `
  CREATE TABLE IF NOT EXISTS pet (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, status TEXT NOT NULL,
    fields TEXT NOT NULL, createdAt TEXT NOT NULL, photo BLOB, caption TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS "order" (
    id TEXT PRIMARY KEY, customer TEXT NOT NULL, key TEXT NOT NULL, petId INTEGER NOT NULL,
    price INTEGER NOT NULL, note TEXT, placedAt TEXT NOT NULL, UNIQUE (customer, key)
  ) STRICT;
`;

/** The shop's data in SQLite. */
export class Store {
  readonly #db: DatabaseSync;

  /** @param file path of the database, or `:memory:`. */
  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec(schema);
  }

  close(): void {
    this.#db.close();
  }

  /** A page of pets in the order of their ids, and how many match in all. */
  listPets(filter: PetFilter): { pets: Pet[]; total: number } {
    const marks = filter.statuses.map(() => "?").join(", ");
    const where = filter.statuses.length === 0 ? "TRUE" : `status IN (${marks})`;
    const rows = this.#db
      .prepare(`SELECT * FROM pet WHERE ${where} AND id > ? ORDER BY id LIMIT ?`)
      .all(...filter.statuses, filter.after, filter.limit);
    const count = this.#db.prepare(`SELECT count(*) AS n FROM pet WHERE ${where}`).get(...filter.statuses);
    return { pets: rows.map(toPet), total: Number(count?.["n"]) };
  }

  findPet(id: number): Pet | undefined {
    const row = this.#db.prepare("SELECT * FROM pet WHERE id = ?").get(id);
    return row && toPet(row);
  }

  findPetByName(name: string): Pet | undefined {
    const row = this.#db.prepare("SELECT * FROM pet WHERE name = ?").get(name);
    return row && toPet(row);
  }

  addPet(fields: PetFields): Pet {
    const row = this.#db
      .prepare("INSERT INTO pet (name, status, fields, createdAt) VALUES (?, ?, ?, ?) RETURNING *")
      .get(fields.name, fields.status, JSON.stringify(fields), new Date().toISOString());
    if (row === undefined) throw new Error("the database kept no pet");
    return toPet(row);
  }

  updatePet(id: number, change: Partial<PetFields>): Pet | undefined {
    const before = this.findPet(id);
    if (before === undefined) return undefined;
    const { id: _id, createdAt: _createdAt, ...fields } = { ...before, ...change };
    this.#db
      .prepare("UPDATE pet SET name = ?, status = ?, fields = ? WHERE id = ?")
      .run(fields.name, fields.status, JSON.stringify(fields), id);
    return this.findPet(id);
  }

  removePet(id: number): boolean {
    return this.#db.prepare("DELETE FROM pet WHERE id = ?").run(id).changes > 0;
  }

  setPhoto(id: number, photo: Uint8Array, caption: string | undefined): boolean {
    return (
      this.#db.prepare("UPDATE pet SET photo = ?, caption = ? WHERE id = ?").run(photo, caption ?? null, id)
        .changes > 0
    );
  }

  findPhoto(id: number): Uint8Array | undefined {
    const photo = this.#db.prepare("SELECT photo FROM pet WHERE id = ?").get(id)?.["photo"];
    return photo instanceof Uint8Array ? photo : undefined;
  }

  countByStatus(): Record<string, number> {
    const rows = this.#db.prepare("SELECT status, count(*) AS n FROM pet GROUP BY status").all();
    return Object.fromEntries(rows.map((row) => [String(row["status"]), Number(row["n"])]));
  }

  addOrder(order: OrderRow): void {
    this.#db
      .prepare(
        'INSERT INTO "order" (id, customer, key, petId, price, note, placedAt) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(order.id, order.customer, order.key, order.petId, order.price, order.note ?? null, order.placedAt);
  }

  listOrders(customer: string): OrderRow[] {
    return this.#db
      .prepare('SELECT * FROM "order" WHERE customer = ? ORDER BY placedAt DESC, id')
      .all(customer)
      .map(toOrder);
  }

  findOrder(customer: string, id: string): OrderRow | undefined {
    const row = this.#db.prepare('SELECT * FROM "order" WHERE customer = ? AND id = ?').get(customer, id);
    return row && toOrder(row);
  }

  findOrderByKey(customer: string, key: string): OrderRow | undefined {
    const row = this.#db.prepare('SELECT * FROM "order" WHERE customer = ? AND key = ?').get(customer, key);
    return row && toOrder(row);
  }

  removeOrder(id: string): void {
    this.#db.prepare('DELETE FROM "order" WHERE id = ?').run(id);
  }
}

type Row = Record<string, unknown>;

function toPet(row: Row): Pet {
  const fields = JSON.parse(String(row["fields"])) as PetFields;
  return { ...fields, id: Number(row["id"]), createdAt: String(row["createdAt"]) };
}

function toOrder(row: Row): OrderRow {
  return {
    id: String(row["id"]),
    customer: String(row["customer"]),
    key: String(row["key"]),
    petId: Number(row["petId"]),
    price: Number(row["price"]),
    note: typeof row["note"] === "string" ? row["note"] : undefined,
    placedAt: String(row["placedAt"]),
  };
}

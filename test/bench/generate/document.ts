/** How large a made contract is. */
export interface Size {
  readonly operations: number;
  readonly schemas: number;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const groupSize = 30;
const words =
  "account address amount archive balance branch build channel check comment commit contact currency deploy device document event export feature file filter folder grant group history image import invoice issue item job key label limit link list log mail member message metric milestone note number order owner package page payment period plan policy position price profile project quota rate record region release report repository request review role rule runner schedule scope secret session setting share state status step storage subject subscription tag task team template thread ticket title token topic total track transfer type update usage user value version view volume webhook window workflow".split(
    " ",
  );

/**
 * An OpenAPI document as large APIs have them: hundreds of schemas that refer to one another, long descriptions,
 * examples, enumerations, unions, bases, paged lists. Equal sizes give equal documents.
 */
export function makeDocument({ operations, schemas }: Size): string {
  const maker = new Maker(schemas);
  const components: JsonObject = {};
  for (let i = 0; i < schemas; i++) components[maker.name(i)] = maker.schema(i);
  const paths: JsonObject = {};
  const tags: Json[] = [];
  for (let i = 0; i < operations; i += 4) {
    const tag = words[Math.floor(i / groupSize) % words.length] ?? "";
    if (i % groupSize < 4) tags.push({ name: tag, description: maker.text(12) });
    Object.assign(paths, maker.resource(i, Math.min(4, operations - i), tag));
  }
  return JSON.stringify(
    {
      openapi: "3.1.0",
      info: { title: "Bench", version: "1.0.0", description: maker.text(60) },
      servers: [{ url: "https://api.example.com" }],
      tags: [...new Map(tags.map((tag) => [JSON.stringify((tag as JsonObject)["name"]), tag])).values()],
      paths,
      components: {
        securitySchemes: { token: { type: "http", scheme: "bearer" } },
        parameters: {
          page: { name: "page", in: "query", schema: { type: "integer", minimum: 1, default: 1 } },
          "per-page": {
            name: "per_page",
            in: "query",
            description: maker.text(20),
            schema: { type: "integer", minimum: 1, maximum: 100, default: 30 },
          },
        },
        schemas: components,
      },
    },
    undefined,
    2,
  );
}

class Maker {
  #seed = 1;
  readonly #schemas: number;

  constructor(schemas: number) {
    this.#schemas = schemas;
  }

  /** A number from 0 up to `below`, the same ones in every run (Park and Miller's generator). */
  #next(below: number): number {
    this.#seed = (this.#seed * 48271) % 2147483647;
    return this.#seed % below;
  }

  #word(): string {
    return words[this.#next(words.length)] ?? "";
  }

  text(length: number): string {
    const sentence = Array.from({ length }, () => this.#word()).join(" ");
    return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
  }

  name(i: number): string {
    return `${words[i % words.length]}-${words[(i * 7 + 3) % words.length]}-${i}`;
  }

  #ref(below = this.#schemas): JsonObject {
    return { $ref: `#/components/schemas/${this.name(this.#next(below))}` };
  }

  schema(i: number): Json {
    const description = this.text(15);
    if (i % 11 === 4) return { description, type: "string", enum: this.#choice() };
    // Unions and bases are made of the plain object that stands before them.
    if (i % 13 === 5 && i > 20) {
      const members = [i - 3, i - 2].map((k) => k - (k % 13 === 5 ? 13 : 0));
      return { description, anyOf: members.map((k) => ({ $ref: `#/components/schemas/${this.name(k)}` })) };
    }
    return this.#object(i, description);
  }

  #object(i: number, description: string): JsonObject {
    const properties: JsonObject = {};
    for (let k = 6 + this.#next(18); k > 0; k--)
      properties[`${this.#word()}_${this.#word()}`] = this.#property(i);
    const names = Object.keys(properties);
    const required = names.filter(() => this.#next(3) > 0);
    const kind = `kind_${i}`;
    return {
      description,
      type: "object",
      required: [kind, ...required],
      properties: { [kind]: { type: "string", const: this.name(i) }, ...properties },
      ...(this.#next(12) === 0 && { additionalProperties: { type: "string" } }),
      examples: [Object.fromEntries([kind, ...names].map((name) => [name, this.text(3)]))],
    };
  }

  #choice(): Json[] {
    return [...new Set(Array.from({ length: 3 + this.#next(6) }, () => `${this.#word()}_${this.#word()}`))];
  }

  #property(i: number): Json {
    const description = this.text(4 + this.#next(20));
    switch (this.#next(12)) {
      case 0:
        return { description, type: "integer", format: "int64" };
      case 1:
        // Defaults are rare in schemas, and each splits all types that lead to it in two.
        return { description, type: "integer", minimum: 0, ...(this.#next(60) === 0 && { default: 1 }) };
      case 2:
        return { description, type: "boolean" };
      case 3:
        return { description, type: "string", format: "date-time" };
      case 4:
        return { description, type: "string", format: "uri" };
      case 5:
        return { description, type: "string", enum: this.#choice() };
      case 6:
        return { description, type: ["string", "null"], maxLength: 255 };
      case 7:
        return i > 0 ? { description, type: "array", items: this.#ref(i) } : { description, type: "string" };
      case 8:
        return i > 0 ? this.#ref(i) : { description, type: "string" };
      case 9:
        return {
          description,
          type: "object",
          properties: { id: { type: "integer" }, url: { type: "string" } },
        };
      default:
        return { description, type: "string", minLength: 1 };
    }
  }

  /** A collection and its members: up to four operations on two paths. */
  resource(i: number, count: number, tag: string): JsonObject {
    const collection = `/${tag}s-${i}/{owner}/${this.#word()}s`;
    const owner: Json = {
      name: "owner",
      in: "path",
      required: true,
      description: this.text(8),
      schema: { type: "string" },
    };
    const id: Json = {
      name: "id",
      in: "path",
      required: true,
      description: this.text(8),
      schema: { type: "integer" },
    };
    const item = this.#ref();
    const all = { list: "get", create: "post", get: "get", update: "patch" };
    const [list, create, get, update] = Object.keys(all).map((verb) =>
      this.#operation(`${tag}/${verb}-${i}`, tag),
    );
    const wanted = [
      () => ({
        get: {
          ...list,
          parameters: this.#filters(),
          responses: this.#replies("200", { type: "array", items: item }),
        },
      }),
      () => ({ post: { ...create, requestBody: this.#body(), responses: this.#replies("201", item) } }),
      () => ({ get: { ...get, responses: this.#replies("200", item) } }),
      () => ({ patch: { ...update, requestBody: this.#body(), responses: this.#replies("200", item) } }),
    ]
      .slice(0, count)
      .map((make) => make());
    return {
      [collection]: { parameters: [owner], ...wanted[0], ...wanted[1] },
      ...(wanted.length > 2 && {
        [`${collection}/{id}`]: { parameters: [owner, id], ...wanted[2], ...wanted[3] },
      }),
    };
  }

  #operation(operationId: string, tag: string): JsonObject {
    return {
      operationId,
      tags: [tag],
      summary: this.text(6),
      description: this.text(80),
      security: [{ token: [] }],
    };
  }

  #filters(): Json[] {
    const own = [...new Set(Array.from({ length: 1 + this.#next(4) }, () => this.#word()))].map((name) => ({
      name: `${name}_is`,
      in: "query",
      description: this.text(15),
      schema: this.#next(2) === 0 ? { type: "string" } : { type: "string", enum: this.#choice() },
    }));
    return [...own, { $ref: "#/components/parameters/page" }, { $ref: "#/components/parameters/per-page" }];
  }

  #body(): Json {
    const properties: JsonObject = {};
    for (let k = 3 + this.#next(8); k > 0; k--) properties[this.#word()] = this.#property(this.#schemas);
    const required = Object.keys(properties).slice(0, 1);
    return {
      required: true,
      content: { "application/json": { schema: { type: "object", required, properties } } },
    };
  }

  #replies(status: string, schema: Json): Json {
    const json = (of: Json): Json => ({ "application/json": { schema: of } });
    return {
      [status]: { description: this.text(4), content: json(schema) },
      "404": { description: "Not found.", content: json(this.#ref()) },
      "422": { description: "Refused.", content: json(this.#ref()) },
    };
  }
}

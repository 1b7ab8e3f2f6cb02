import { describe, expect, it } from "vitest";
import type { Api, NamedType, Property, Type } from "../../ir/index.ts";
import { Claims } from "../../passes/claims.ts";
import { hoist } from "../../passes/hoist.ts";
import { unions } from "../../passes/unions.ts";
import { views } from "../../passes/views.ts";
import { childSpan, rootSpan } from "../../source/span.ts";
import { CodecFile } from "./index.ts";

const root = rootSpan({ name: "a.json", path: "/a.json", text: "", format: "json" });
const span = childSpan(root, "x");

const text = { kind: "string", constraints: {}, span } as const;
const whole = { kind: "integer", as: "number", constraints: {}, span } as const;

function property(name: string, type: Type, more: Partial<Property> = {}): Property {
  return { name, type, required: false, span, ...more };
}

function object(...properties: readonly Property[]): Type {
  return { kind: "object", properties, additional: "open", constraints: {}, span };
}

function ref(target: string): Type {
  return { kind: "ref", target, span };
}

/** The codec of types that a request and a reply carry, named by their keys. */
function emit(types: Readonly<Record<string, Type>>): string {
  const named = Object.entries(types).map(([name, type]): NamedType => ({
    id: name,
    hint: name,
    name,
    type,
    origin: "declared",
    span,
  }));
  const contents = named.map(({ id }) => ({
    mediaType: "application/json",
    format: "json" as const,
    type: ref(id),
    encoding: [],
    span,
  }));
  const operation = {
    hint: "op",
    name: "op",
    method: "POST",
    path: { text: "/", segments: [] },
    parameters: [],
    body: { required: true, contents, span },
    replies: [{ status: { kind: "default" as const }, contents, headers: [], span }],
    security: [],
    span,
  };
  const group = { hint: "A", name: "A", operations: [operation], span };
  const base = { name: "A", source: "a.json", title: "A", version: "1", servers: [], grouped: false };
  const api: Api = { ...base, groups: [group], types: named, securitySchemes: [], span };
  const passed = views(unions(hoist(api)), new Claims(named.map(({ name }) => name)));
  return new CodecFile(passed).file.statements.join("\n\n");
}

describe("the codec", () => {
  it("checks and writes the properties of an object, and fills in defaults on reading", () => {
    const status: Type = {
      kind: "enum",
      members: [
        { value: "on", span },
        { value: "off", span },
      ],
      default: "on",
      span,
    };
    const name = { ...text, constraints: { minLength: 1, maxLength: 64 } };
    const emitted = emit({
      Pet: object(
        property("name", name, { required: true }),
        property("tag", text),
        property("status", status),
      ),
    });
    expect(emitted)
      .toBe(`// Of each type that travels: \`isPet\` decides whether a value is one, \`PetSchema\` explains why not, \`readPet\` makes what
// readers see of it, and \`writePet\` its JSON text.

export const PetSchema: Schema = {
  type: "object",
  required: ["name"],
  properties: {
    name: { type: "string", minLength: 1, maxLength: 64 },
    tag: StringSchema,
    status: { enum: ["on", "off"] },
  },
};

export function isPet(v: unknown): boolean {
  return (
    isObject(v) &&
    typeof v["name"] === "string" && lengthIn(v["name"], 1, 64) &&
    (v["tag"] === undefined || typeof v["tag"] === "string") &&
    (v["status"] === undefined || (v["status"] === "on" || v["status"] === "off"))
  );
}

export function readPet(v: unknown): Pet {
  const o = v as JsonObject;
  if (o["status"] === undefined) o["status"] = "on";
  return v as Pet;
}

export function writePetInit(v: PetInit): string {
  let s = \`{"name":\${str(v.name)}\`;
  if (v.tag !== undefined) s += \`,"tag":\${str(v.tag)}\`;
  if (v.status !== undefined) s += \`,"status":\${str(v.status)}\`;
  return s + \`}\`;
}`);
  });

  it("has one function for both directions unless readOnly or writeOnly properties set them apart", () => {
    const emitted = emit({
      Same: object(property("a", text)),
      User: object(property("id", whole, { only: "reply" }), property("password", text, { only: "request" })),
    });
    expect(emitted.match(/export function \w+/g)).toEqual([
      "export function isSame",
      "export function writeSame",
      "export function isUser",
      "export function writeUser",
      "export function isUserInput",
      "export function readUserInput",
      "export function writeUserInput",
    ]);
    expect(emitted).toContain(`function writeUser(v: User): string {
  let members = "";
  if (v.id !== undefined) members += \`,"id":\${int(v.id)}\`;
  return \`{\${members.slice(1)}}\`;
}`);
  });

  it("tells the members of a union apart by a property that they pin", () => {
    const kind = (value: string): Property =>
      property("kind", { kind: "literal", value, span }, { required: true });
    const emitted = emit({
      Animal: { kind: "union", mode: "one", members: [ref("Cat"), ref("Dog")], span },
      Cat: object(kind("cat")),
      Dog: object(kind("dog")),
    });
    expect(emitted).toContain(`export function isAnimal(v: unknown): v is Animal {
  if (!isObject(v)) return false;
  switch (v["kind"]) {
    case "cat":
      return isCat(v);
    case "dog":
      return isDog(v);
    default:
      return false;
  }
}`);
    expect(emitted).toContain(`    case "dog":
      return writeDog(v as Dog);`);
  });

  it("takes bytes and large whole numbers apart from their wire forms", () => {
    const bytes: Type = { kind: "bytes", encoding: "base64", constraints: {}, span };
    const large: Type = { kind: "integer", format: "int64", as: "bigint", constraints: {}, span };
    const emitted = emit({
      Blob: object(property("data", bytes, { required: true }), property("size", large)),
    });
    expect(emitted).toContain(`export function readBlob(v: unknown): Blob {
  const o = v as JsonObject;
  o["data"] = fromBase64(o["data"] as string);
  if (o["size"] !== undefined) o["size"] = toBig(o["size"]);
  return v as Blob;
}`);
    expect(emitted).toContain('`{"data":${base64(v.data)}`');
  });

  it("escapes names and values of a contract wherever they are printed", async () => {
    const hostile = '`${alert(1)}`"\\\n*/';
    const emitted = emit({
      Odd: object(property(hostile, { kind: "literal", value: hostile, span }, { required: true })),
    });
    expect(emitted).toContain('v["`${alert(1)}`\\"\\\\\\n*/"] === "`${alert(1)}`\\"\\\\\\n*/"');
    const written = /return (`.*`);/.exec(emitted)?.[1] ?? "";
    const module = `export const run = (v, str) => ${written};`;
    const { run } = (await import(
      /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(module)}`
    )) as {
      run: (v: object, str: (s: string) => string) => string;
    };
    expect(run({ [hostile]: hostile }, JSON.stringify)).toBe(JSON.stringify({ [hostile]: hostile }));
  });
});

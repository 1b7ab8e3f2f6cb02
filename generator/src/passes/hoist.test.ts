import { describe, expect, it } from "vitest";
import type { Api, Content, NamedType, Operation, Parameter, Type } from "../ir/index.ts";
import { childSpan, rootSpan } from "../source/span.ts";
import { hoist } from "./hoist.ts";

const root = rootSpan({ name: "a.json", path: "/a.json", text: "", format: "json" });
const span = childSpan(root, "elsewhere");
const text: Type = { kind: "string", constraints: {}, span };
const list: Type = { kind: "array", items: text, constraints: {}, span };

function parameter(name: string, type: Type, shared?: string): Parameter {
  return {
    source: "query",
    name,
    property: "",
    required: false,
    encoding: { kind: "style", style: "form", explode: true, allowReserved: false },
    allowEmpty: false,
    type,
    span,
    ...(shared !== undefined && { shared }),
  };
}

function content(type: Type, mediaType = "application/json"): Content {
  return { mediaType, format: "json", type, encoding: [], span };
}

function operation(hint: string, more: Partial<Operation>): Operation {
  const path = { text: "/", segments: [] };
  return { hint, name: "", method: "GET", path, parameters: [], replies: [], security: [], span, ...more };
}

function hoisted(...operations: readonly Operation[]): Api {
  return hoist(apiOf(operations));
}

function apiOf(operations: readonly Operation[], types: readonly NamedType[] = []): Api {
  return {
    name: "A",
    source: "a.json",
    title: "A",
    version: "1",
    servers: [],
    groups: [{ hint: "A", name: "", operations, span }],
    grouped: false,
    types,
    securitySchemes: [],
    span,
  };
}

function at(key: string, type: Type): Type {
  return { ...type, span: childSpan(root, key) };
}

describe("hoist", () => {
  it("leaves references and bare scalars where they are", () => {
    const plain: Type[] = [text, { kind: "unknown", span }, { kind: "ref", target: "x", span }];
    const api = hoisted(operation("op", { parameters: plain.map((type, i) => parameter(`p${i}`, type)) }));
    expect(api.types).toEqual([]);
  });

  it("names lists of a named type once, after what they hold", () => {
    const pets = (): Type => ({
      kind: "array",
      items: { kind: "ref", target: "pet", span },
      constraints: {},
      span,
    });
    const some: Type = { ...(pets() as Type & { kind: "array" }), constraints: { minItems: 1 } };
    const bodies = [at("a", pets()), at("b", pets()), at("c", some)];
    const replies = bodies.map((type) => ({
      status: { kind: "default" as const },
      contents: [content(type)],
      headers: [],
      span,
    }));
    const pet = { id: "pet", hint: "pet", name: "", type: text, origin: "declared" as const, span };
    const api = hoist(apiOf([operation("op", { replies })], [pet]));
    expect(api.types.map(({ hint }) => hint)).toEqual(["pet", "pet list", "op default body"]);
    const targets = api.groups[0]!.operations[0]!.replies.map(({ contents }) => contents[0]!.type);
    expect(targets.map((type) => type.kind === "ref" && type.target)).toEqual([
      "list pet",
      "list pet",
      "body /a.json#/c",
    ]);
  });

  it("names what needs functions after the operation and its place in it", () => {
    const limited: Type = { ...text, constraints: { minLength: 1 } };
    const status = { kind: "exact", status: 200 } as const;
    const header = {
      name: "X-Total",
      property: "",
      required: true,
      explode: false,
      type: at("h", list),
      span,
    };
    const api = hoisted(
      operation("list pets", {
        parameters: [parameter("tag", at("p", limited))],
        body: { required: true, contents: [content(at("b", list)), content(at("c", list), "text/x")], span },
        replies: [{ status, contents: [content(at("r", list))], headers: [header], span }],
      }),
    );
    expect(api.types.map(({ hint, origin }) => `${origin}: ${hint}`)).toEqual([
      "parameter: list pets tag",
      "body: list pets body",
      "body: list pets body text/x",
      "header: list pets 200 X-Total",
      "body: list pets 200 body",
    ]);
    const [group] = api.groups;
    expect(group?.operations[0]?.parameters[0]?.type).toMatchObject({
      kind: "ref",
      target: api.types[0]?.id,
    });
  });

  it("names a shared definition once, after the author's name for it", () => {
    const shared = parameter("tags", at("shared", list), "tag-list");
    const api = hoisted(operation("a", { parameters: [shared] }), operation("b", { parameters: [shared] }));
    expect(api.types.map(({ hint }) => hint)).toEqual(["tag-list parameter"]);
  });

  it("does not tell numbers from texts of numbers where all is text", () => {
    const whole: Type = { kind: "integer", as: "number", format: "int32", constraints: {}, span };
    const given: Type = { ...whole, text: "write" };
    const apart = { ...given, span: childSpan(root, "c") };
    const inBody = { ...parameter("c", apart), places: [{ source: "body" as const, name: "c" }] };
    const api = hoisted(
      operation("op", {
        parameters: [parameter("a", given), parameter("b", { ...list, items: given } as Type), inBody],
      }),
    );
    const [a] = api.groups[0]?.operations[0]?.parameters ?? [];
    expect(a?.type).toEqual(whole);
    expect(api.types.map(({ type }) => type)).toEqual([{ ...list, items: whole }, apart]);
  });

  it("does not take a set for a list", () => {
    const Pet: NamedType = { id: "Pet", hint: "Pet", name: "", type: text, origin: "declared", span };
    const items: Type = { kind: "ref", target: "Pet", span };
    const set: Type = { kind: "array", items, as: "set", constraints: {}, span };
    const body = { required: true, contents: [content(set)], span };
    const api = hoist(apiOf([operation("op", { body })], [Pet]));
    expect(api.types.at(-1)?.type).toEqual(set);
  });

  it("names the items of a stream, not the stream", () => {
    const stream: Type = { kind: "stream", items: at("i", list), framing: "sse", span };
    const status = { kind: "exact", status: 200 } as const;
    const api = hoisted(
      operation("watch", { replies: [{ status, contents: [content(stream)], headers: [], span }] }),
    );
    expect(api.types.map(({ hint }) => hint)).toEqual(["watch 200 body item"]);
    expect(api.groups[0]?.operations[0]?.replies[0]?.contents[0]?.type.kind).toBe("stream");
  });
});

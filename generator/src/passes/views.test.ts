import { describe, expect, it } from "vitest";
import type { Api, NamedType, Property, Type } from "../ir/index.ts";
import { rootSpan } from "../source/span.ts";
import { Claims } from "./claims.ts";
import { views } from "./views.ts";

const span = rootSpan({ name: "a.json", path: "/a.json", text: "", format: "json" });
const text: Type = { kind: "string", constraints: {}, span };

function object(...properties: readonly Partial<Property>[]): Type {
  const full = properties.map((property): Property => ({
    name: "a",
    type: text,
    required: false,
    span,
    ...property,
  }));
  return { kind: "object", properties: full, additional: "open", constraints: {}, span };
}

function ref(target: string): Type {
  return { kind: "ref", target, span };
}

const plain = object({});
const defaulted = object({ type: { ...text, default: "x" } });
const readOnly = object({ only: "reply" });
const secret = object({ only: "request", type: { ...text, default: "x" } });

function namesOf(
  types: Readonly<Record<string, Type>>,
  requests: readonly string[],
  replies: readonly string[],
  taken: readonly string[] = [],
): Record<string, string> {
  const contents = (names: readonly string[]) =>
    names.map((name) => ({
      mediaType: "application/json",
      format: "json" as const,
      type: ref(name),
      encoding: [],
      span,
    }));
  const operation = {
    hint: "op",
    name: "op",
    method: "POST",
    path: { text: "/", segments: [] },
    parameters: [],
    body: { required: true, contents: contents(requests), span },
    replies: [{ status: { kind: "default" as const }, contents: contents(replies), headers: [], span }],
    security: [],
    span,
  };
  const named = Object.entries(types).map(([name, type]): NamedType => ({
    id: name,
    hint: name,
    name,
    type,
    origin: "declared",
    span,
  }));
  const api: Api = {
    name: "A",
    source: "a.json",
    title: "A",
    version: "1",
    servers: [],
    groups: [{ hint: "A", name: "A", operations: [operation], span }],
    grouped: false,
    types: named,
    securitySchemes: [],
    span,
  };
  const claims = new Claims([...Object.keys(types), ...taken]);
  return Object.fromEntries(
    views(api, claims).types.map((type) => {
      const { replyRead, replyWrite, requestRead, requestWrite } = type.views ?? {};
      return [type.name, `${replyRead} ${replyWrite} ${requestRead} ${requestWrite}`];
    }),
  );
}

describe("views", () => {
  /** Names as: who reads a reply, who writes it, who reads a request, who writes it. */
  const table: [title: string, type: Type, use: "replies" | "requests" | "both" | "none", names: string][] = [
    ["share one name when all sides see the same", plain, "both", "T T T T"],
    ["set writers apart by defaults", defaulted, "both", "T TInit T TInit"],
    ["set writers of requests apart in a type that no reply has", defaulted, "requests", "T TInit T TInit"],
    ["set requests apart by readOnly properties", readOnly, "both", "T T TInput TInput"],
    ["need no second name where a type travels one way only", readOnly, "requests", "T T T T"],
    [
      "set all four apart",
      object(
        { only: "request", type: { ...text, default: "x" } },
        { name: "b", type: { ...text, default: "x" } },
      ),
      "both",
      "T TInit TInput TInputInit",
    ],
    ["count a default only where its property travels", secret, "both", "T T TInput TInputInit"],
    ["do not matter to a type that nothing uses", defaulted, "none", "T T T T"],
    [
      "do not count a default of something required",
      object({ required: true, type: { ...text, default: "x" } }),
      "both",
      "T T T T",
    ],
    [
      "set multipart bodies apart, whose bytes are read and written in different forms",
      object({ type: { kind: "binary", span } }),
      "requests",
      "T TInit T TInit",
    ],
    [
      "leave out nothing of replies that must be given, which readers have too",
      object({ given: "reply", type: { ...text, default: "x" } }),
      "both",
      "T T T TInit",
    ],
    ["set writers of replies apart by what must be given", object({ given: "reply" }), "both", "T TInit T T"],
    [
      "need no second name where only requests lack what must be given",
      object({ given: "reply" }),
      "requests",
      "T T T T",
    ],
    [
      "set both writers apart",
      object({ given: "reply" }, { name: "b", type: { ...text, default: "x" } }),
      "both",
      "T TInit T TInputInit",
    ],
    [
      "set three apart when replies have defaults that must be given",
      object({ given: "reply", type: { ...text, default: "x" } }, { name: "b", only: "reply" }),
      "both",
      "T T TInput TInputInit",
    ],
  ];
  it.each(table)("%s", (_, type, use, names) => {
    const requests = use === "requests" || use === "both" ? ["T"] : [];
    const replies = use === "replies" || use === "both" ? ["T"] : [];
    expect(namesOf({ T: type }, requests, replies)["T"]).toBe(names);
  });

  it("pass differences on to whatever refers to the type, in a circle too", () => {
    const node = object({ type: ref("Leaf") }, { name: "next", type: ref("List") });
    const list: Type = { kind: "array", items: ref("Node"), constraints: {}, span };
    expect(namesOf({ Node: node, List: list, Leaf: defaulted }, ["Node"], ["Node"])).toEqual({
      Node: "Node NodeInit Node NodeInit",
      List: "List ListInit List ListInit",
      Leaf: "Leaf LeafInit Leaf LeafInit",
    });
  });

  it("yield to names that the contract has already", () => {
    expect(namesOf({ T: defaulted }, ["T"], ["T"], ["TInit"])["T"]).toBe("T TInit_ T TInit_");
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type {
  Api,
  Group,
  Header,
  NamedType,
  Operation,
  Parameter,
  ParameterSource,
  PathPart,
} from "../ir/index.ts";
import { rootSpan } from "../source/span.ts";
import { Claims } from "./claims.ts";
import { names } from "./names.ts";
import { pascalCase } from "./words.ts";

const span = rootSpan({ name: "api.yaml", path: "/api.yaml", text: "", format: "yaml" });
const string = { kind: "string", constraints: {}, span } as const;

function type(hint: string, origin: NamedType["origin"] = "declared"): NamedType {
  return { id: `#/${origin}/${hint}`, hint, name: "", type: string, origin, span };
}

function operation(hint: string, more: Partial<Operation> = {}): Operation {
  const path = { text: `/${hint}`, segments: [[{ kind: "literal", text: hint } as const]] };
  return { hint, name: "", method: "GET", path, parameters: [], replies: [], security: [], span, ...more };
}

function parameter(source: ParameterSource, name: string): Parameter {
  const encoding = { kind: "style", style: "simple", explode: false, allowReserved: false } as const;
  return { source, name, property: "", required: true, encoding, allowEmpty: false, type: string, span };
}

function group(hint: string, operations: readonly Operation[]): Group {
  return { hint, name: "", operations, span };
}

function api(more: Partial<Api>): Api {
  return {
    name: "Petstore",
    source: "petstore.yaml",
    title: "",
    version: "",
    servers: [],
    groups: [],
    grouped: true,
    types: [],
    securitySchemes: [],
    span,
    ...more,
  };
}

const reserved = {
  types: ["Promise", "Error", "Record"],
  functions: ["delete", "constructor", "then", "req"],
  keys: ["constructor"],
};

function named(more: Partial<Api>): Api {
  return names(api(more), new Claims(), reserved);
}

function typeNames(...hints: readonly string[]): string[] {
  return named({ types: hints.map((hint) => type(hint)) }).types.map((one) => one.name);
}

function operationNames(...operations: readonly Operation[]): string[] {
  return named({ groups: [group("pets", operations)] }).groups[0]?.operations.map((op) => op.name) ?? [];
}

describe("types", () => {
  test("what generated code uses itself is not given away", () => {
    expect(typeNames("Error", "promise", "PetstoreService", "PetstoreClient")).toEqual([
      "Error_",
      "Promise_",
      "PetstoreService_",
      "PetstoreClient_",
    ]);
  });

  test("a symbol of the runtime is: its import gives way", () => {
    expect(typeNames("Reply", "Client", "Router", "Schema")).toEqual(["Reply", "Client", "Router", "Schema"]);
  });

  test("what an operation declares keeps its name", () => {
    const { types } = named({
      types: [type("GetPetRequest"), type("GetPetReplyInit")],
      groups: [group("pets", [operation("getPet")])],
    });
    expect(types.map((one) => one.name)).toEqual(["GetPetRequest_", "GetPetReplyInit_"]);
  });

  test("of twins the verbatim one keeps the plain name, whatever the order", () => {
    const [a, b] = typeNames("pet", "Pet");
    expect([a, b]).toEqual([expect.stringMatching(/^Pet_[a-z0-9]{5}$/), "Pet"]);
    expect(typeNames("Pet", "pet")).toEqual([b, a]);
  });

  test("types that were split off come after those of the author", () => {
    const { types } = named({ types: [type("a", "body"), type("A", "body"), type("a")] });
    expect(types[2]?.name).toBe("A");
  });

  test("a new type renames no other, unless both want the very same name", () => {
    const hint = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom(
        "pet",
        "Pet",
        "PET",
        "pet-init",
        "PetInit",
        "Error",
        "GetPetRequest",
        "IsPet",
        "PetSchema",
      ),
    );
    fc.assert(
      fc.property(fc.uniqueArray(hint, { maxLength: 8 }), hint, fc.nat(8), (hints, added, at) => {
        const wanted = new Set(hints.map(pascalCase));
        fc.pre(!hints.includes(added) && !wanted.has(pascalCase(added)));
        const operations = [operation("getPet")];
        const before = named({ types: hints.map((one) => type(one)), groups: [group("pets", operations)] });
        const more = hints.toSpliced(at, 0, added).map((one) => type(one));
        const after = named({ types: more, groups: [group("pets", operations)] });
        const namesOf = (given: Api): [string, string][] => given.types.map((one) => [one.hint, one.name]);
        expect(namesOf(after).filter(([one]) => one !== added)).toEqual(namesOf(before));
        expect(after.groups).toEqual(before.groups);
      }),
    );
  });

  test("names are unique and do not depend on the order", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ maxLength: 4 }), { maxLength: 10 }), (hints) => {
        const given = typeNames(...hints);
        expect(new Set(given).size).toBe(hints.length);
        expect(typeNames(...hints.toReversed())).toEqual(given.toReversed());
      }),
    );
  });
});

describe("operations", () => {
  test("words of the language and members of every object get a suffix", () => {
    expect(operationNames(operation("delete"), operation("constructor"), operation("then"))).toEqual([
      "delete_",
      "constructor_",
      "then_",
    ]);
  });

  test("without a name of its own an operation is called after method and path", () => {
    const segments: PathPart[][] = [
      [{ kind: "literal", text: "pets" }],
      [{ kind: "parameter", name: "petId", span }],
      [
        { kind: "literal", text: "photo." },
        { kind: "parameter", name: "format", span },
      ],
    ];
    const path = { text: "/pets/{petId}/photo.{format}", segments };
    expect(operationNames(operation("", { path, method: "GET" }))).toEqual(["getPetsByPetIdPhotoByFormat"]);
  });

  test("the whole service is not confused with a group of its name", () => {
    const { groups } = named({
      groups: [group("petstore", [operation("a")]), group("Pets", [operation("b")])],
    });
    expect(groups.map((one) => one.name)).toEqual(["PetstoreGroup", "Pets"]);
  });

  test("an operation in two groups is one operation", () => {
    const shared = operation("getPet");
    const { groups } = named({ groups: [group("a", [shared]), group("b", [shared])] });
    expect(groups[0]?.operations[0]).toBe(groups[1]?.operations[0]);
  });
});

describe("properties of the request", () => {
  function properties(...parameters: readonly Parameter[]): string[] {
    const { groups } = named({ groups: [group("pets", [operation("getPet", { parameters })])] });
    return groups[0]?.operations[0]?.parameters.map((one) => one.property) ?? [];
  }

  test.each<[ParameterSource, string, string]>([
    ["query", "pageSize", "pageSize"],
    ["query", "page_size", "page_size"],
    ["query", "$top", "$top"],
    ["query", "page-size", "pageSize"],
    ["query", "filter[name]", "filterName"],
    ["query", "class", "class"],
    ["query", "__proto__", "proto"],
    ["header", "X-Request-ID", "xRequestId"],
    ["header", "ETag", "etag"],
    ["cookie", "session", "session"],
    ["query", "body", "bodyQuery"],
    ["header", "content_type", "contentTypeHeader"],
  ])("%s %s is %s", (source, name, property) => {
    expect(properties(parameter(source, name))).toEqual([property]);
  });

  test("a name that several sources use gets its source in each", () => {
    expect(properties(parameter("path", "id"), parameter("query", "id"), parameter("query", "x"))).toEqual([
      "idPath",
      "idQuery",
      "x",
    ]);
  });

  test("two names of one source that look alike stay apart", () => {
    expect(properties(parameter("query", "page-size"), parameter("query", "pageSize"))).toEqual([
      expect.stringMatching(/^pageSize_[a-z0-9]{5}$/),
      "pageSize",
    ]);
  });
});

test("an API that is named by the option keeps the name that it can keep", () => {
  expect(named({ name: "PetStore2" }).name).toBe("PetStore2");
  expect(named({ name: "pet-störe" }).name).toBe("PetStore");
});

test("members of an enum are called after their values where the author names none", () => {
  const members = ["in-stock", "", 1, -2, true, null].map((value) => ({ value, span }));
  const { types } = named({ types: [{ ...type("Status"), type: { kind: "enum", members, span } }] });
  const [status] = types;
  expect(status?.type.kind === "enum" && status.type.members.map((member) => member.name)).toEqual([
    "InStock",
    "Empty",
    "Value1",
    "ValueMinus2",
    "True",
    "Null",
  ]);
});

test.each([
  ["OrderNotFound", ["OrderNotFoundError"]],
  ["OrderNotFoundException", ["OrderNotFoundError"]],
  ["OrderNotFoundError", ["OrderNotFoundException"]],
  ["order_not_found", ["OrderNotFoundError"]],
  ["Error", ["Error_Error"]],
])("the class of the exception %s is called %j", (hint, classes) => {
  const { types } = named({ types: [{ ...type(hint), exception: { className: "" } }, type("Order")] });
  expect(types.flatMap(({ exception }) => exception?.className ?? [])).toEqual(classes);
});

test("the class of an exception yields to types", () => {
  const exceptions = ["A", "AException", "B"].map((hint) => ({
    ...type(hint),
    exception: { className: "" },
  }));
  const { types } = named({ types: [...exceptions, type("BError")] });
  const classes = types.flatMap(({ exception }) => exception?.className ?? []);
  expect(new Set([...types.map(({ name }) => name), ...classes]).size).toBe(7);
  expect(classes[2]).toBe("BException");
});

test.each([
  ["raw", [], "raw"],
  ["body", [], "bodyRaw"],
  ["X-Raw", [], "xRaw"],
  ["id", [parameter("query", "id")], "idRaw"],
])("the body as it came, %s, beside %j, is called %s", (hint, parameters, property) => {
  const content = { mediaType: "a/b", format: "text", type: string, encoding: [], span } as const;
  const raw = { hint, property: "", as: "text", span } as const;
  const op = operation("op", { parameters, body: { required: true, contents: [content], raw, span } });
  const [first] = named({ groups: [group("A", [op])] }).groups;
  expect(first?.operations[0]?.body?.raw?.property).toBe(property);
});

test("the cookies of a reply are called by their own names", () => {
  const header = (name: string, cookie?: string): Header => ({
    name,
    property: "",
    required: true,
    explode: false,
    ...(cookie !== undefined && { cookie: { name: cookie, attributes: "" } }),
    type: string,
    span,
  });
  const headers = [
    header("Set-Cookie", "sid"),
    header("Set-Cookie", "a-b"),
    header("sid"),
    header("Set-Cookie", "then"),
  ];
  const op = operation("op", { replies: [{ status: { kind: "default" }, contents: [], headers, span }] });
  const [first] = named({ groups: [group("A", [op])] }).groups;
  const properties = first?.operations[0]?.replies[0]?.headers.map(({ property }) => property) ?? [];
  expect(new Set(properties).size).toBe(4);
  expect(properties).toEqual(expect.arrayContaining(["sid", "aB", "then"]));
});

test("constants are called as their author calls them, as far as they can be", () => {
  const hints = ["MAX_ITEMS", "a_b", "a.b", "delete", "1st", "Promise"];
  const constants = hints.map((hint) => ({ hint, name: "", type: string, value: "", span }));
  const names = named({ constants }).constants?.map(({ name }) => name) ?? [];
  expect(names).toEqual(["MAX_ITEMS", "a_b", expect.stringMatching(/^a_b_./), "delete_", "_1st", "Promise_"]);
});

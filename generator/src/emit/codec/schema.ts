import type {
  EnumType,
  IntegerType,
  JsonValue,
  NumberType,
  ObjectType,
  Refinement,
  StringType,
  Type,
  UnionType,
} from "../../ir/index.ts";
import { travels } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, identifier, indent, join, literal, propertyKey } from "../code.ts";
import { assertionSchema } from "./assertion.ts";
import { all } from "./expression.ts";
import { barePredicate, stringPredicate } from "./formats.ts";
import type { Place } from "./scope.ts";
import { inside, isInherited, memberPlace } from "./scope.ts";
import { larger, smaller, widthOf } from "./integer-range.ts";
import { keyPredicate, numberTextTests } from "./number-text.ts";
import { boundsOf, isAnything } from "./shape.ts";

/** Longest line that is put together. */
const width = 100;

/** The keywords of a schema, in the order in which they are printed. */
type Keywords = Map<string, Code>;

/** A type as JSON Schema 2020-12 in the form that the runtime's `explain` reads. */
export function schemaOf(type: Type, place: Place): Code {
  const { scope } = place;
  if (type.kind === "never" && !isRefined(type)) return code`false`;
  if (isAnything(type)) return code`true`;
  const bare = barePredicate(type);
  if (bare !== undefined) return scope.file.runtime(bare.schema);
  const repeats = scope.repeats;
  if (!repeats.isComplete) return repeats.text(type, place.direction, () => ownSchema(type, place));
  const schema = ownSchema(type, place);
  return repeats.has(type, place.direction) ? scope.schema(schema, place) : schema;
}

/** The schema of a named type itself, which is never replaced by one that stands elsewhere. */
export function ownSchema(type: Type, place: Place): Code {
  if (isAnything(type)) return code`{}`;
  if (type.kind === "never" && !isRefined(type)) return code`false`;
  const bare = barePredicate(type);
  if (bare !== undefined) return place.scope.file.runtime(bare.schema);
  return printKeywords(keywordsOf(type, place));
}

function isRefined(type: Type): boolean {
  return type.refinements !== undefined && type.refinements.length > 0;
}

function objectLiteral(entries: readonly Code[]): Code {
  if (entries.length === 0) return code`{}`;
  const line = join(entries, ", ");
  if (line.length <= width && !line.includes("\n")) return code`{ ${line} }`;
  return block(code`{`, entries, code`}`);
}

function arrayLiteral(items: readonly Code[]): Code {
  const line = join(items, ", ");
  if (line.length <= width && !line.includes("\n")) return code`[${line}]`;
  return block(code`[`, items, code`]`);
}

function block(open: Code, parts: readonly Code[], close: Code): Code {
  const lines = parts.map((part) => code`${part},`);
  return code`${open}\n${indent(join(lines, "\n"))}\n${close}`;
}

function keywordsOf(type: Type, place: Place): Keywords {
  const own = shapeKeywords(type, place);
  const all = type.kind === "intersection" ? memberSchemas(type.members, place) : [];
  const asserted: Code[] = [];
  for (const refinement of type.refinements ?? []) {
    if (refinement.kind === "assert") {
      asserted.push(assertionSchema(type, refinement, place));
      continue;
    }
    const added = refinementKeywords(refinement, place);
    // A keyword that is there already holds beside the other one, in a schema of its own.
    if ([...added.keys()].some((key) => own.has(key))) all.push(printKeywords(added));
    else for (const [key, value] of added) own.set(key, value);
  }
  if (all.length > 0) own.set("allOf", arrayLiteral(all));
  return asserted.length === 0 ? own : own.set("assert", arrayLiteral(asserted));
}

function memberSchemas(members: readonly Type[], place: Place): Code[] {
  return members.map((member, i) => schemaOf(member, memberPlace(place, i)));
}

function printKeywords(keywords: Keywords): Code {
  return objectLiteral([...keywords].map(([key, value]) => code`${identifier(key)}: ${value}`));
}

function shapeKeywords(type: Type, place: Place): Keywords {
  switch (type.kind) {
    case "boolean":
      return keywords({ type: literal("boolean") });
    case "string":
      return stringKeywords(type, place);
    case "bytes": {
      const base64 = type.encoding === "base64";
      const is = place.scope.file.runtime(base64 ? "isBase64" : "isBase64Url");
      const format = literal(base64 ? "byte" : "base64url");
      return keywords({ type: literal("string"), format, is, ...values(type.constraints) });
    }
    case "integer":
    case "number":
      return type.text === undefined ? numberKeywords(type) : numberTextKeywords(type, place);
    case "literal":
      return keywords({ const: literal(type.value) });
    case "enum":
      if (type.open === true) return keywords({ type: literal(openKind(type)) });
      return keywords({ enum: arrayLiteral([...new Set(type.members.map(({ value }) => literal(value)))]) });
    case "array":
      return keywords({
        type: literal("array"),
        items: type.open === true ? undefined : schemaOf(type.items, inside(place, "item")),
        ...values(type.constraints),
      });
    case "tuple":
      return keywords({
        type: literal("array"),
        prefixItems: arrayLiteral(type.items.map((item, i) => schemaOf(item, inside(place, `item ${i}`)))),
        items: type.open === true ? undefined : schemaOf(type.rest, inside(place, "rest")),
        ...values(type.constraints),
      });
    case "object":
      return objectKeywords(type, place);
    case "map":
      return keywords({
        type: literal("object"),
        propertyNames: type.keys && keySchema(type.keys, inside(place, "key")),
        additionalProperties: type.open === true ? undefined : schemaOf(type.values, inside(place, "value")),
        ...values(type.constraints),
      });
    case "union":
      return unionKeywords(type, place);
    case "intersection":
      return new Map();
    case "nullable":
      return nullableKeywords(type.inner, place);
    case "ref":
      return keywords({ $ref: code`() => ${place.scope.of(type.target, "Schema", place.direction)}` });
    case "never":
      return keywords({ not: code`true` });
    case "unknown":
    case "binary":
    case "stream":
      return new Map();
  }
}

function keywords(record: Readonly<Record<string, Code | undefined>>): Keywords {
  return new Map(Object.entries(record).filter((entry): entry is [string, Code] => entry[1] !== undefined));
}

/** Constraints whose names in the IR are those of the keywords. */
function values(constraints: object): Record<string, Code | undefined> {
  const record: Record<string, Code | undefined> = {};
  for (const [key, value] of Object.entries(constraints) as [string, JsonValue | undefined][]) {
    if (value !== undefined && value !== false) record[key] = literal(value);
  }
  return record;
}

/** The JSON type of the values of an open enum. */
function openKind(type: EnumType): "string" | "integer" {
  return type.members.some(({ value }) => typeof value === "string") ? "string" : "integer";
}

function stringKeywords(type: StringType, place: Place): Keywords {
  const { is } = stringPredicate(type);
  const known = is !== "isString" && type.format !== undefined;
  return keywords({
    type: literal("string"),
    format: known ? literal(type.format) : undefined,
    is: known ? place.scope.file.runtime(is) : undefined,
    ...values(type.constraints),
    contentSchema: type.content?.type && schemaOf(type.content.type, inside(place, "content")),
  });
}

function numberKeywords(type: IntegerType | NumberType): Keywords {
  const constraints = boundsOf(type);
  if (type.kind === "number") {
    const most = type.format === "float" ? 3.4028234663852886e38 : undefined;
    const minimum = larger(most && -most, constraints.minimum);
    const maximum = smaller(most, constraints.maximum);
    return keywords({ type: literal("number"), ...values({ ...constraints, minimum, maximum }) });
  }
  const wide = type.as === "number" ? undefined : literal("bigint");
  const [low, high] = widthOf(type);
  const minimum = larger(low, constraints.minimum);
  const maximum = smaller(high, constraints.maximum);
  return keywords({
    type: literal("integer"),
    format: type.format === undefined ? wide : literal(type.format),
    ...values({ ...constraints, minimum, maximum }),
  });
}

/** A number that may be text: the bounds hold for numbers, and `is` for texts. */
function numberTextKeywords(type: IntegerType | NumberType, place: Place): Keywords {
  const own = numberKeywords(type);
  const test = all(numberTextTests(type, identifier("v"), place));
  own.set("type", arrayLiteral([literal(type.kind), literal("string")]));
  if (!own.has("format")) own.set("format", literal(type.kind === "integer" ? "bigint" : "double"));
  return own.set("is", code`(v) => ${test}`);
}

function objectKeywords(type: ObjectType, place: Place): Keywords {
  const travelling = type.properties.filter((property) => travels(property, place.direction));
  const required = [
    ...travelling.filter((property) => property.required).map((property) => property.name),
    ...(type.requiredExtra ?? []),
  ];
  const properties = type.properties.map((property) => {
    const schema = travels(property, place.direction)
      ? schemaOf(property.type, inside(place, property.name))
      : code`true`;
    return entry(property.name, schema, place);
  });
  const patterns = (type.patterns ?? []).map(
    (pattern) => code`${propertyKey(pattern.pattern)}: ${schemaOf(pattern.type, inside(place, "pattern"))}`,
  );
  const { additional } = type;
  return keywords({
    type: literal("object"),
    exactlyOne:
      type.exactlyOne === true
        ? arrayLiteral(type.properties.map((property) => literal(property.name)))
        : undefined,
    nullIsAbsent: absentNulls(type),
    required:
      required.length === 0 ? undefined : arrayLiteral([...new Set(required)].map((name) => literal(name))),
    properties: properties.length === 0 ? undefined : objectLiteral(properties),
    patternProperties: patterns.length === 0 ? undefined : objectLiteral(patterns),
    additionalProperties:
      additional === "open"
        ? undefined
        : additional === "closed"
          ? code`false`
          : schemaOf(additional, inside(place, "rest")),
    ...values(type.constraints),
  });
}

/** Which properties are absent when they are `null`. */
function absentNulls(type: ObjectType): Code | undefined {
  const found = type.properties.filter((property) => property.nullIsAbsent === true);
  if (found.length === 0) return undefined;
  if (found.length === type.properties.length) return code`true`;
  return arrayLiteral(found.map((property) => literal(property.name)));
}

/** What names of properties are, when they are keys of a map. */
function keySchema(keys: Type, place: Place): Code | undefined {
  if (isAnything(keys)) return undefined;
  const is = keyPredicate(keys, place);
  if (is === undefined) return schemaOf(keys, place);
  return objectLiteral([code`type: "string"`, code`format: "key"`, code`is: ${is}`]);
}

/** A schema under a name that the author has chosen. */
function entry(name: string, schema: Code, place: Place): Code {
  // The compiler takes an inherited name for the method that every object has, and not for the index signature.
  const aside = isInherited(name) && schema.startsWith("{");
  const value = aside ? code`${schema} satisfies ${place.scope.file.runtimeType("Schema")}` : schema;
  return code`${propertyKey(name)}: ${value}`;
}

function unionKeywords(type: UnionType, place: Place): Keywords {
  const members = arrayLiteral(memberSchemas(type.members, place));
  const branches = type.mode === "one" ? { oneOf: members } : { anyOf: members };
  const { discriminator } = type;
  if (type.strategy?.by !== "discriminator" || discriminator === undefined) return keywords(branches);
  const mapping = discriminator.mapping.map(({ value, member }) => code`${propertyKey(value)}: ${member}`);
  const entries = [
    code`propertyName: ${literal(discriminator.property)}`,
    code`mapping: ${objectLiteral(mapping)}`,
  ];
  if (discriminator.fallback !== undefined) entries.push(code`fallback: ${discriminator.fallback}`);
  return keywords({ discriminator: objectLiteral(entries), ...branches });
}

/** `null` beside a type: in its `type` where no other keyword speaks of `null`. */
function nullableKeywords(inner: Type, place: Place): Keywords {
  const own = isRefined(inner) ? new Map<string, Code>() : shapeKeywords(inner, place);
  const typeKeyword = own.get("type");
  if (typeKeyword !== undefined && inner.kind !== "nullable") {
    return own.set("type", code`[${typeKeyword}, "null"]`);
  }
  const members = [schemaOf(inner, inside(place, "value")), place.scope.file.runtime("NullSchema")];
  return keywords({ anyOf: arrayLiteral(members) });
}

function refinementKeywords(refinement: Exclude<Refinement, { kind: "assert" }>, place: Place): Keywords {
  switch (refinement.kind) {
    case "not":
    case "propertyNames":
    case "unevaluatedItems":
    case "unevaluatedProperties":
      return keywords({ [refinement.kind]: schemaOf(refinement.type, inside(place, refinement.kind)) });
    case "if":
      return keywords({
        if: schemaOf(refinement.if, inside(place, refinement.kind)),
        then: refinement.then && schemaOf(refinement.then, inside(place, refinement.kind)),
        else: refinement.else && schemaOf(refinement.else, inside(place, refinement.kind)),
      });
    case "contains":
      return keywords({
        contains: schemaOf(refinement.type, inside(place, refinement.kind)),
        minContains: refinement.min === 1 ? undefined : literal(refinement.min),
        maxContains: refinement.max === undefined ? undefined : literal(refinement.max),
      });
    case "dependentRequired": {
      const names = arrayLiteral(refinement.requires.map((name) => literal(name)));
      return keywords({
        dependentRequired: objectLiteral([code`${propertyKey(refinement.property)}: ${names}`]),
      });
    }
    case "dependentSchema": {
      const schema = schemaOf(refinement.type, inside(place, refinement.kind));
      return keywords({ dependentSchemas: objectLiteral([entry(refinement.property, schema, place)]) });
    }
  }
}

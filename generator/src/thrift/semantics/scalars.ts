import type { JsonValue } from "../../ir/json.ts";
import type { BaseTypeName, ValueNode } from "../ast.ts";

const bits: Readonly<Partial<Record<BaseTypeName, bigint>>> = {
  byte: 8n,
  i8: 8n,
  i16: 16n,
  i32: 32n,
  i64: 64n,
};

const uuid = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;

/** A literal as a value of a base type, or why it is none; `undefined`: it is of another kind. */
export function scalarOf(
  node: ValueNode,
  type: BaseTypeName,
): { readonly value: JsonValue } | { readonly fault: string } | undefined {
  switch (node.kind) {
    case "integer":
      return integer(node.value, type);
    case "double":
      return type === "double" ? { value: node.value } : undefined;
    case "string":
      return text(node.value.text, type);
    default:
      return undefined;
  }
}

function integer(value: bigint, type: BaseTypeName): { value: JsonValue } | { fault: string } | undefined {
  if (type === "double") return { value: Number(value) };
  if (type === "bool") {
    return value === 0n || value === 1n
      ? { value: value === 1n }
      : { fault: `${value} is no \`bool\`: write true or false` };
  }
  const width = bits[type];
  if (width === undefined) return undefined;
  const least = -(2n ** (width - 1n));
  if (value < least || value >= -least) return { fault: `${value} does not fit \`${type}\`` };
  const plain = Number(value);
  return { value: Number.isSafeInteger(plain) ? plain : value };
}

function text(value: string, type: BaseTypeName): { value: JsonValue } | { fault: string } | undefined {
  switch (type) {
    case "string":
      return { value };
    case "binary":
      return { value: Buffer.from(value, "utf8").toString("base64") };
    case "uuid":
      return uuid.test(value)
        ? { value: value.replaceAll(/[{}]/g, "") }
        : { fault: `"${value.slice(0, 50)}" is no uuid` };
    default:
      return undefined;
  }
}

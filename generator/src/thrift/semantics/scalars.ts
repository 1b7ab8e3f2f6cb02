import type { JsonValue } from "../../ir/json.ts";
import type { BaseTypeName, ValueNode } from "../ast.ts";
import { shortened } from "../syntax/shortened.ts";

const bits: Readonly<Partial<Record<BaseTypeName, bigint>>> = {
  byte: 8n,
  i8: 8n,
  i16: 16n,
  i32: 32n,
  i64: 64n,
};

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A value of a base type, or why there is none. */
export type Scalar = { readonly value: JsonValue } | { readonly fault: string };

/** True for the types of whole numbers. */
export function isInteger(type: BaseTypeName): boolean {
  return bits[type] !== undefined;
}

/** A literal as a value of a base type, or why it is none; `undefined`: it is of another kind. */
export function scalarOf(node: ValueNode, type: BaseTypeName): Scalar | undefined {
  switch (node.kind) {
    case "integer":
      return integerOf(node.value, type);
    case "double":
      return type === "double"
        ? double(node.value, shortened(node.span.file.text.slice(node.span.start, node.span.end)))
        : undefined;
    case "string":
      return text(node.value.text, type);
    default:
      return undefined;
  }
}

/** A whole number as a value of a base type; `undefined`: the type has no numbers. */
export function integerOf(value: bigint, type: BaseTypeName): Scalar | undefined {
  if (type === "double") return double(Number(value), shortened(String(value)));
  if (type === "bool") {
    if (value === 0n || value === 1n) return { value: value === 1n };
    return { fault: `${shortened(String(value))} is no \`bool\`: write true or false` };
  }
  const width = bits[type];
  if (width === undefined) return undefined;
  const least = -(2n ** (width - 1n));
  if (value < least || value >= -least)
    return { fault: `${shortened(String(value))} does not fit \`${type}\`` };
  const plain = Number(value);
  return { value: Number.isSafeInteger(plain) ? plain : value };
}

function double(value: number, written: string): Scalar {
  return Number.isFinite(value) ? { value } : { fault: `${written} does not fit \`double\`` };
}

function text(value: string, type: BaseTypeName): Scalar | undefined {
  switch (type) {
    case "string":
      return { value };
    case "binary":
      return { value: Buffer.from(value, "utf8").toString("base64") };
    case "uuid": {
      // Braces are how some systems write them; the canonical form is without, in lower case (RFC 9562, section 4).
      const bare = value.startsWith("{") && value.endsWith("}") ? value.slice(1, -1) : value;
      if (uuid.test(bare)) return { value: bare.toLowerCase() };
      return { fault: `"${shortened(value)}" is no uuid` };
    }
    default:
      return undefined;
  }
}

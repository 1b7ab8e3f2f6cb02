/**
 * Names that generated code must not give to something of a contract. Symbols of the runtime are not among them: when a
 * contract uses such a name, the import gets another local one.
 */

/** Global types and values that generated files may use, and built-ins whose shadowing would mislead readers. */
const globals = [
  "AbortSignal",
  "Array",
  "ArrayBuffer",
  "AsyncIterable",
  "Awaited",
  "BigInt",
  "Boolean",
  // The type parameter of every generated service.
  "Cx",
  "Date",
  "Error",
  "Exclude",
  "Extract",
  "Function",
  "Infinity",
  "Intl",
  "Iterable",
  "JSON",
  "Map",
  "Math",
  "NaN",
  "NonNullable",
  "Number",
  "Object",
  "Omit",
  "Partial",
  "Pick",
  "Promise",
  "Proxy",
  "Readonly",
  "ReadonlyArray",
  "ReadonlyMap",
  "ReadonlySet",
  "ReadableStream",
  "Record",
  "Reflect",
  "RegExp",
  "Required",
  "Set",
  "String",
  "Symbol",
  "TypeError",
  "URL",
  "URLSearchParams",
  "Uint8Array",
  "WeakMap",
  "WeakSet",
];

/** Words that cannot name a function in a module (ECMA-262 §12.7.2 and the strict-mode additions). */
const words = [
  "arguments",
  "async",
  "await",
  "break",
  "case",
  "catch",
  "class",
  "const",
  "continue",
  "debugger",
  "default",
  "delete",
  "do",
  "else",
  "enum",
  "eval",
  "export",
  "extends",
  "false",
  "finally",
  "for",
  "function",
  "if",
  "implements",
  "import",
  "in",
  "instanceof",
  "interface",
  "let",
  "new",
  "null",
  "package",
  "private",
  "protected",
  "public",
  "return",
  "static",
  "super",
  "switch",
  "this",
  "throw",
  "true",
  "try",
  "typeof",
  "undefined",
  "using",
  "var",
  "void",
  "while",
  "with",
  "yield",
];

/** Members that every object has, and the one that would make a client look like a promise. */
const members = [
  "constructor",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "prototype",
  "then",
  "toLocaleString",
  "toString",
  "valueOf",
];

/** Parameters and variables of generated functions, which call the functions of operations. */
const locals = [
  "body",
  "client",
  "contentType",
  "options",
  "reply",
  "req",
  "res",
  "schemes",
  "sender",
  "service",
  "to",
  "x",
];

/** Names that no type, operation, method, header or security scheme of a contract gets. */
export const reservedNames: {
  readonly types: readonly string[];
  readonly functions: readonly string[];
  readonly keys: readonly string[];
} = {
  types: globals,
  functions: [...words, ...members, ...locals],
  // An object without such a key has one all the same, of a type that no contract means.
  keys: members,
};

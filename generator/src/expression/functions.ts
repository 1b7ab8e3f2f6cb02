import type { ExpressionFunction } from "../ir/index.ts";

/** How many arguments a function takes. */
interface Arity {
  readonly least: number;
  readonly most: number;
}

const functions: ReadonlyMap<string, Arity & { readonly name: ExpressionFunction }> = new Map([
  ["len", { name: "len", least: 1, most: 1 }],
  ["mblen", { name: "mblen", least: 1, most: 1 }],
  ["regexp", { name: "regexp", least: 1, most: 2 }],
  ["sprintf", { name: "sprintf", least: 1, most: Infinity }],
  ["range", { name: "range", least: 2, most: 2 }],
  ["in", { name: "in", least: 2, most: Infinity }],
  ["email", { name: "email", least: 1, most: 1 }],
  ["phone", { name: "phone", least: 1, most: 2 }],
]);

/** Of a text and a part of it; the rules of some contracts know them. */
const affixes: typeof functions = new Map([
  ["startsWith", { name: "startsWith", least: 2, most: 2 }],
  ["endsWith", { name: "endsWith", least: 2, most: 2 }],
  ["contains", { name: "contains", least: 2, most: 2 }],
]);

/** The functions that rules may call, by their names. */
export function functionNames(withAffixes: boolean): readonly string[] {
  return [...functions.keys(), ...(withAffixes ? affixes.keys() : [])];
}

export function functionOf(
  name: string,
  withAffixes: boolean,
): (Arity & { readonly name: ExpressionFunction }) | undefined {
  return functions.get(name) ?? (withAffixes ? affixes.get(name) : undefined);
}

/** “2 arguments”, as a message says what a function takes. */
export function arityText({ least, most }: Arity): string {
  const count = (n: number): string => `${n} argument${n === 1 ? "" : "s"}`;
  if (most === Infinity) return `at least ${count(least)}`;
  return least === most ? count(least) : `${least} or ${count(most)}`;
}

import type { Api, Constant } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier } from "../code.ts";
import { GeneratedFile } from "../file.ts";
import { typeComment } from "../types/docs.ts";
import { TypePrinter } from "../types/print.ts";
import { typeTable } from "../types/index.ts";
import { ConstantValues, isPlain } from "./value.ts";

/** The file `constants` with the values that a contract gives names; none when it has no such values. */
export function emitConstants(api: Api): GeneratedFile[] {
  const { constants = [] } = api;
  if (constants.length === 0) return [];
  const file = new GeneratedFile(
    "constants",
    constants.map(({ name }) => name),
  );
  const types = typeTable(api);
  const values = new ConstantValues(file, types);
  const printer = new TypePrinter(file, types);
  for (const constant of constants) file.add(declaration(constant, values, printer));
  return [file];
}

/** `as const` wherever a value is nothing but literals; bytes, sets and maps have their type instead. */
function declaration(constant: Constant, values: ConstantValues, printer: TypePrinter): Code {
  const { docs, name, type, value } = constant;
  const comment = typeComment(docs, undefined);
  const text = values.of(type, value);
  const head = code`${comment}export const ${identifier(name)}`;
  return isPlain(text)
    ? code`${head} = ${text} as const;`
    : code`${head}: ${printer.print(type, "replyRead")} = ${text};`;
}

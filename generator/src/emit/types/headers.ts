import type { Header, View } from "../../ir/index.ts";
import { isReadView } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { code, propertyKey } from "../code.ts";
import type { TypePrinter } from "./print.ts";

/** The members of the type of the headers of a reply or a part. */
export function headerMembers(headers: readonly Header[], view: View, printer: TypePrinter): Code[] {
  return headers.map((header) => {
    const type = printer.print(header.type, view);
    // Browsers keep the cookies of a reply to themselves.
    const isGiven = header.required && (header.cookie === undefined || !isReadView(view));
    return isGiven
      ? code`${propertyKey(header.property)}: ${type}`
      : code`${propertyKey(header.property)}?: ${type} | undefined`;
  });
}

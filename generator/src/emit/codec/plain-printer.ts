import type { ObjectType, View } from "../../ir/index.ts";
import { directionOf, travels } from "../../ir/view.ts";
import type { Code } from "../code.ts";
import { TypePrinter } from "../types/print.ts";

/** Prints types without documentation, which stands in the file `types`. */
export class PlainTypePrinter extends TypePrinter {
  override members(type: ObjectType, view: View): Code[] {
    const lines = type.properties
      .filter((property) => travels(property, directionOf(view)))
      .map((property) => this.member(property, view));
    lines.push(...this.requiredMembers(type, view));
    const index = this.indexSignature(type, view);
    return index === undefined ? lines : [...lines, index];
  }
}

import type { Diagnostics } from "../../source/diagnostic.ts";
import type { EnumDefinition, EnumMember } from "../ast.ts";
import { shortened } from "../syntax/shortened.ts";

const least = -(2n ** 31n);
const greatest = 2n ** 31n - 1n;

/** Reports members of an enum whose name or value is taken, or whose value cannot be sent. */
export function checkEnum(definition: EnumDefinition, diagnostics: Diagnostics): void {
  const names = new Map<string, EnumMember>();
  const values = new Map<bigint, EnumMember>();
  let previous: EnumMember | undefined;
  for (const member of definition.members) {
    const { text, span } = member.name;
    const first = names.get(text);
    const twin = values.get(member.value);
    if (first !== undefined) {
      diagnostics.add("VG3111", `\`${text}\` is declared twice in enum \`${definition.name.text}\``, {
        span,
        related: [{ message: "the first one", span: first.name.span }],
      });
    } else if (twin !== undefined) {
      diagnostics.add("VG3401", `\`${text}\` has the same value as \`${twin.name.text}\`, ${member.value}`, {
        span,
        related: [{ message: "the first one", span: twin.name.span }],
      });
    }
    names.set(text, first ?? member);
    values.set(member.value, twin ?? member);
    // Those that are counted on from one that is too great are its fault.
    const follows =
      previous !== undefined && previous.value > greatest && member.value === previous.value + 1n;
    if ((member.value < least || member.value > greatest) && !follows) {
      diagnostics.add(
        "VG3112",
        `the value ${shortened(String(member.value))} of \`${text}\` does not fit 32 bits`,
        { span },
      );
    }
    previous = member;
  }
}

import type { ReplySpec } from "../../ir/operation.ts";
import type { ReferenceType, Type } from "../../ir/type.ts";
import { bindField } from "../annotations/field.ts";
import type { ThriftContext } from "../context.ts";
import type { DeclaredMethod } from "../program.ts";
import { underlying } from "../program.ts";
import { lowerType } from "../types/type.ts";
import { docsOf } from "../annotations/docs.ts";
import { jsonContent } from "./body.ts";
import { statusOf } from "./status.ts";

/** An exception and the field of `throws` that names it. */
interface Thrown {
  readonly type: ReferenceType;
  readonly name: string;
  readonly reply: Pick<ReplySpec, "docs" | "span">;
}

/**
 * The exceptions of a method as replies, one for each status: that of the field of `throws`, or else of the exception, or
 * else 400.
 */
export function lowerExceptions(
  cx: ThriftContext,
  { method, service }: DeclaredMethod,
  verb: string,
): readonly ReplySpec[] {
  const byStatus = new Map<number, Thrown[]>();
  for (const field of method.throws) {
    const { type } = bindField(cx, field, service.module);
    const under = underlying(type);
    if (under.kind !== "struct" || under.struct.definition.kind !== "exception") continue;
    const { definition } = under.struct;
    const lowered = lowerType(cx, under);
    if (lowered.kind !== "ref") continue;
    const status =
      statusOf(field.annotations, cx.diagnostics) ?? statusOf(definition.annotations, cx.diagnostics) ?? 400;
    const list = byStatus.get(status) ?? [];
    byStatus.set(status, list);
    if (list.some((one) => one.type.target === lowered.target)) continue;
    const docs = docsOf(field.docs ?? definition.docs, []);
    const reply = { ...(docs && { docs }), span: field.span };
    list.push({ type: { ...lowered, span: field.type.span }, name: definition.name.text, reply });
    if (list.length > 1) {
      const names = list.map(({ name }) => `\`${name}\``).join(" and ");
      cx.diagnostics.add(
        "VG3454",
        `${names} both have the status ${status}: clients tell them apart by what they hold`,
        { span: field.name.span, hint: 'give one of them another status: (api.http_code = "409")' },
      );
    }
  }
  return [...byStatus].map(([status, thrown]): ReplySpec => {
    const [first] = thrown;
    const span = first?.reply.span ?? method.name.span;
    const members = thrown.map(({ type }) => type);
    const type: Type =
      members.length === 1 && members[0] !== undefined
        ? members[0]
        : { kind: "union", mode: "any", members, span };
    const docs = thrown.length === 1 ? first?.reply.docs : undefined;
    return {
      status: { kind: "exact", status },
      contents: verb === "HEAD" ? [] : [jsonContent(type, method.name.span)],
      exceptions: members.map(({ target }) => target),
      headers: [],
      ...(docs && { docs }),
      span,
    };
  });
}

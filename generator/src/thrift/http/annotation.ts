import type { TextSpan } from "../../source/span.ts";
import type { Annotation } from "../ast.ts";

/** What an annotation says: a key alone says `1`. */
export interface Said {
  readonly text: string;
  readonly span: TextSpan;
}

/** What annotations of a key say, in the author's order; keys have no case. */
export function said(annotations: readonly Annotation[], key: string): readonly Said[] {
  return annotations.flatMap((one) => {
    if (one.key.text.toLowerCase() !== key) return [];
    return { text: one.value?.text ?? "1", span: one.value?.span ?? one.key.span };
  });
}

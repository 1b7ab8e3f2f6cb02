import type { Diagnostics } from "../../source/diagnostic.ts";
import { nearest } from "../../source/suggest.ts";
import type { Annotation } from "../ast.ts";
import { said } from "./annotation.ts";

const modes: readonly string[] = ["unary", "client", "server", "bidirectional"];

/**
 * Whether annotations of a method say that its reply is a stream of events (`streaming.mode = "server"`,
 * `agw.target = "sse"`). What HTTP operations do not do is a diagnostic.
 */
export function isStreamed(annotations: readonly Annotation[], diagnostics: Diagnostics): boolean {
  let streamed = ["agw.target", "janus.target"].some((key) =>
    said(annotations, key).some(({ text }) => text.toLowerCase() === "sse"),
  );
  for (const { text, span } of said(annotations, "streaming.mode")) {
    if (text === "server") streamed = true;
    else if (text === "client" || text === "bidirectional") {
      diagnostics.add("VG3257", `an HTTP operation cannot stream in the mode \`${text}\``, {
        span,
        hint: 'streaming.mode="server" is a stream of server-sent events',
      });
    } else if (text !== "unary") {
      const near = nearest(text, modes);
      const hint = near === undefined ? "" : `; did you mean \`${near}\`?`;
      diagnostics.add("VG3257", `unknown streaming mode \`${text}\`${hint}`, { span });
    }
  }
  return streamed;
}

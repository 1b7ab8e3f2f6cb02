import type { FieldPlace } from "../annotations/field.ts";
import type { ThriftContext } from "../context.ts";

/**
 * Whether the name of a header or a cookie is legal; one that is not is a diagnostic.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
 */
export function token(cx: ThriftContext, place: FieldPlace, name: string): boolean {
  if (/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) return true;
  cx.diagnostics.add("VG3264", `\`${name}\` is not a legal name of a ${place.source}`, { span: place.span });
  return false;
}

/** Names that are taken in the parts of one message. */
export class TakenPlaces {
  readonly #cx: ThriftContext;
  readonly #taken = new Map<string, FieldPlace>();

  constructor(cx: ThriftContext) {
    this.#cx = cx;
  }

  /** Reports places that another field of the message has as well. */
  claim(places: readonly FieldPlace[]): void {
    for (const place of places) {
      const { source, name } = place;
      const id =
        source === "raw_body" ? source : `${source} ${source === "header" ? name.toLowerCase() : name}`;
      const first = this.#taken.get(id);
      if (first === undefined) this.#taken.set(id, place);
      else {
        const what = source === "raw_body" ? "the body as it came" : `the name \`${name}\` in the ${source}`;
        this.#cx.diagnostics.add("VG3262", `two fields have ${what}`, {
          span: place.span,
          related: [{ message: "the first one", span: first.span }],
        });
      }
    }
  }
}

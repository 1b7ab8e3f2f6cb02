import type { PartLimits } from "./limits.ts";
import { malformed } from "./malformed.ts";
import { MultipartParser } from "./parser.ts";
import type { PartHeader } from "./part-header.ts";

/** The header of a part of a form, all of whose parts have names. */
export interface FormPartHeader extends PartHeader {
  readonly name: string;
}

/** Takes a `multipart/form-data` body apart (RFC 7578), within limits of its parts. */
export class FormParser extends MultipartParser {
  private readonly limits: PartLimits;
  private count: number = 0;

  constructor(source: ReadableStream<Uint8Array>, boundary: string, limits: PartLimits) {
    super(source, boundary, limits.header);
    this.limits = limits;
  }

  /**
   * {@link next}, for parts of a form.
   * @throws {HttpError} 400 also when a part has no name, when its name is too long, and when there are too many parts
   */
  async nextField(): Promise<FormPartHeader | undefined> {
    const header = await this.next();
    if (header === undefined) return undefined;
    const { limits } = this;
    if (++this.count > limits.parts) malformed(`has more than ${limits.parts} parts`);
    const { name, filename = "" } = header;
    if (name === undefined) malformed("has a part without a name");
    if (name.length > limits.name || filename.length > limits.name)
      malformed(`has a name of more than ${limits.name} characters`);
    return { ...header, name };
  }
}

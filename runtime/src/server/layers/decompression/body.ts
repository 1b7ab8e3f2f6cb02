import { bodyTooLarge, bodyUsed, joinChunks } from "../../../http/body.ts";
import { HttpError } from "../../../http/problem.ts";
import type { RequestBody } from "../../../http/request.ts";
import { codedStream } from "../compression/coded-stream.ts";
import type { Coding } from "../compression/codings.ts";
import { decoders } from "./decoders.ts";

/** Up to here the ratio does not matter: so little does no harm, and short texts may repeat a lot. */
const ratioFloor = 1_048_576;

/** A body that is decoded while it is read. */
export class DecompressedBody implements RequestBody {
  readonly present: boolean = true;
  readonly length: undefined = undefined;
  readonly limit: number;
  used: boolean = false;
  private readonly outer: RequestBody;
  private readonly coding: Coding;
  private readonly maxRatio: number;

  /** @param limit of the decoded bytes, for readers without one of their own */
  constructor(outer: RequestBody, coding: Coding, limit: number, maxRatio: number) {
    this.outer = outer;
    this.coding = coding;
    this.limit = limit;
    this.maxRatio = maxRatio;
  }

  async bytes(limit?: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.stream(limit)) {
      chunks.push(chunk);
      size += chunk.length;
    }
    return joinChunks(chunks, size);
  }

  stream(limit: number = this.limit): ReadableStream<Uint8Array> {
    if (this.used) throw bodyUsed();
    this.used = true;
    const { coding, maxRatio } = this;
    return codedStream(this.outer.stream(encodedLimit(limit)), decoders[coding](), {
      watch(taken, given) {
        if (given > limit) throw bodyTooLarge(limit);
        if (given > ratioFloor && given > taken * maxRatio) {
          throw new HttpError(413, `The body is more than ${maxRatio} times as large as what was sent.`);
        }
      },
      mapError: (cause) => new HttpError(400, `The body is not valid ${coding}.`, { cause }),
      trailing: () => new HttpError(400, `There is something behind the ${coding} data of the body.`),
    });
  }
}

/** What does not shrink grows a little. */
function encodedLimit(limit: number): number {
  return limit + Math.ceil(limit / 256) + 1024;
}

import { HeaderMap } from "./header-map.ts";

/** What a reply's body can be. Text is sent as UTF-8. */
export type ResponseBody =
  undefined | string | Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>;

/** A reply as it goes to the network. */
export class HttpResponse {
  status: number;
  headers: HeaderMap;
  body: ResponseBody;

  /**
   * @param headers a map, which is taken and not copied, or names and values in turn
   * @throws {HttpError} 500 when a header could not be sent as it is
   */
  constructor(status: number, headers?: HeaderMap | readonly string[], body?: ResponseBody) {
    this.status = status;
    this.headers = headers instanceof HeaderMap ? headers : new HeaderMap(headers);
    this.body = body;
  }
}

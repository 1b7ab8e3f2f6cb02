import { HttpResponse } from "../http/response.ts";

/**
 * Sends the caller elsewhere.
 * @param location URI reference, encoded as it shall be sent
 * @param status 303 (default): get it there, which suits answers to POST; 302 and 301 let the caller change POST into
 *   GET; 307 and 308 repeat the request as it is. 301 and 308 are remembered.
 * @throws {HttpError} 500 when the location has characters that a header cannot hold
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.4
 */
export function redirect(location: string, status: 301 | 302 | 303 | 307 | 308 = 303): HttpResponse {
  return new HttpResponse(status, ["location", location]);
}

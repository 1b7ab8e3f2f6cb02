import { HttpError } from "../problem.ts";

/** Refuses a body that is not what RFC 2046 or RFC 7578 say. */
export function malformed(message: string): never {
  throw new HttpError(400, `The multipart body ${message}.`);
}

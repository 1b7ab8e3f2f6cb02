import type { ExactNumbers } from "../../http/parse-json.ts";
import type { MultipartLimits } from "../multipart/limits.ts";

/** What the exchanges of one operation have in common. */
export interface EndpointConfig {
  /** Most bytes of a body that is read whole; undefined leaves it to the server. */
  readonly bodyLimit: number | undefined;
  /** Whether replies are checked against the contract before they leave; a number is the share of them, 0 to 1. */
  readonly validateReplies: boolean | number;
  /** Most characters of one item of a stream; undefined is 1 Mi. */
  readonly itemLimit?: number | undefined;
  /** Limits of multipart bodies that differ from the usual ones. */
  readonly multipart?: Partial<MultipartLimits> | undefined;
  /** How many parameters the operation's own path has; undefined: as many as the route. */
  readonly pathParameters?: number;
  /**
   * Of an operation with several routes: the place of each of its path parameters among those of this route's path; -1 for
   * one that this route lacks. undefined: where the operation's own route has them.
   */
  readonly pathPlaces?: readonly number[] | undefined;
}

/** {@link EndpointConfig} of a router without options. */
export const defaultConfig: EndpointConfig = { bodyLimit: undefined, validateReplies: false };

/** How much of a body is read, and how. */
export interface BodyOptions {
  /** Most bytes; 413 beyond (default: the router's `bodyLimit`, else the server's). */
  limit?: number;
}

/** {@link BodyOptions} of a JSON body. */
export interface JsonBodyOptions extends BodyOptions {
  /** What becomes of whole numbers that a `number` would round (default: they are rounded). */
  bigint?: ExactNumbers;
}

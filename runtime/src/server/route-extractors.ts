import type { Extractor } from "../extract/extractor.ts";

/**
 * The target of the request as it arrived, query included, whatever prefixes routers around the handler have taken off its
 * path.
 */
export const originalUri: Extractor<string> = (_req, cx) => cx.request.target;

/**
 * The template of the matched route with the prefixes of all routers around it, such as `/api/pets/{petId}`; "" in a fallback.
 */
export const matchedPath: Extractor<string> = (_req, cx) => cx.route;

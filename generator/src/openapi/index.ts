export type { OpenApiDocument } from "./document.ts";
export { loadOpenApi } from "./document.ts";
export type { Lowered, LowerOptions } from "./lower.ts";
export { lowerOpenApi } from "./lower.ts";

export { loadOpenApi } from "./document.ts";
export { lowerOpenApi } from "./lower.ts";

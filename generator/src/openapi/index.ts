export { reportCoverage } from "./coverage.ts";
export { loadOpenApi } from "./document.ts";
export { lowerOpenApi } from "./lower.ts";

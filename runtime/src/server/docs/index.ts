export { apiDocs } from "./api-docs.ts";
export type { ApiDocsOptions, OpenApiDocument } from "./api-docs.ts";

export type * from "./api.ts";
export type * from "./assertion.ts";
export type * from "./expression.ts";
export type * from "./json.ts";
export type * from "./operation.ts";
export type * from "./type.ts";
export type { Direction, TypeTable } from "./view.ts";

export { evaluate, passes } from "./evaluate.ts";
export type { Fault } from "./fault.ts";
export { ExpressionError } from "./fault.ts";
export { fold } from "./fold.ts";
export { namesIn } from "./names.ts";
export type { Rule } from "./rule.ts";
export { parseRule } from "./rule.ts";
export { fromRe2 } from "./re2.ts";

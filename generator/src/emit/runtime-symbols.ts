/**
 * Every symbol of `volo-http/codegen/v1` that generated code may name. A test asserts that the runtime exports each.
 * Keep each list sorted.
 */
export const runtimeSymbols = ["Exchange", "contractRouter", "isObject"] as const;

/** The types among them. */
export const runtimeTypes = ["Awaitable", "Reply", "Schema", "ServerContext"] as const;

export type RuntimeSymbol = (typeof runtimeSymbols)[number];
export type RuntimeType = (typeof runtimeTypes)[number];

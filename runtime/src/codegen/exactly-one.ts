/**
 * An object with exactly one of the properties of `T`. `if (v.card !== undefined)` narrows it.
 *
 * ```ts
 * type Payment = ExactlyOne<{ card: Card; voucher: string }>;
 * const payment: Payment = { voucher: "SPRING" };
 * ```
 */
export type ExactlyOne<T> = {
  [K in keyof T]: { [P in K]: T[P] } & { [P in Exclude<keyof T, K>]?: undefined };
}[keyof T];

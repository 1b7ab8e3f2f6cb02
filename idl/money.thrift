namespace js shop

/** Currencies that the shop takes. */
enum Currency {
  EUR = 1
  USD = 2
  CNY = 3
}

/** An amount of money, exact to the cent. */
struct Money {
  /** In the smallest unit of the currency: cents, fen. */
  1: required i64 minor (api.js_conv = "true")
  2: required Currency currency
}

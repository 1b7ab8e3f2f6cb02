/**
 * A type of the user in place of one that the contract describes: a brand, a narrower text, an interface of one's own. It
 * does not compile where the user's type does not fit, because then the contract would not be kept.
 *
 * The contract is all that is checked at run time: that its values are of the narrower type is the user's promise.
 */
export type Narrowed<Wire, Own extends Wire> = Own;

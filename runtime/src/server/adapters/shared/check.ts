/** Options of node:http that people look for, and that no server here has. */
const dangerous: Readonly<Record<string, string>> = {
  insecureHTTPParser: "messages are always parsed strictly",
  httpValidation: "messages are always parsed strictly",
  requireHostHeader: "a Host is always required",
};

/** @throws {TypeError} when something is no object, or has a member that is not known */
export function onlyKnown(name: string, given: object, known: Readonly<Record<string, unknown>>): void {
  if (typeof given !== "object" || given === null) throw new TypeError(`${name} is an object of options`);
  for (const [option, value] of Object.entries(given)) {
    if (value === undefined || Object.hasOwn(known, option)) continue;
    const why = Object.hasOwn(dangerous, option) ? `: ${dangerous[option]}` : "";
    throw new TypeError(`${name} has no option ${JSON.stringify(option)}${why}`);
  }
}

/** @throws {RangeError} */
export function whole(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw new RangeError(`${name} is a whole number from ${least} to ${most}, not ${value}`);
}

/** @throws {TypeError} */
export function text(name: string, value: string | undefined): void {
  if (value === undefined || (typeof value === "string" && value !== "")) return;
  throw new TypeError(`${name} is a text that is not empty`);
}

/** @throws {TypeError} */
export function flag(name: string, value: boolean | undefined): void {
  if (value === undefined || typeof value === "boolean") return;
  throw new TypeError(`${name} is true or false`);
}

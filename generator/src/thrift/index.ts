export { lowerThrift } from "./http/lower.ts";
export { loadThrift } from "./load.ts";

/** Whether a file is one of Thrift, by its name. */
export function isThrift(path: string): boolean {
  return /\.thrift$/i.test(path);
}

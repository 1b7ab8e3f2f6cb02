/** The name that an API has unless its author gives one: the stem of its file in PascalCase. */
export function apiName(stem: string): string {
  const words = stem.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return name === "" ? "Api" : /^\p{N}/u.test(name) ? `Api${name}` : name;
}

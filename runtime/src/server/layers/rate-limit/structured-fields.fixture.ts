/** A member of a list: a string and its parameters. */
export type Item = [value: string, parameters: Record<string, number>];

/**
 * Reads a list of strings with parameters that are integers, and refuses everything else, character by character as the
 * algorithms of the specification do.
 * @see https://www.rfc-editor.org/rfc/rfc9651#section-4.2
 */
export function parseItems(text: string | undefined): Item[] {
  if (text === undefined) throw new Error("there is no field");
  let at = 0;
  const take = (pattern: RegExp): string => {
    const sticky = new RegExp(pattern, "y");
    sticky.lastIndex = at;
    const [found] = sticky.exec(text) ?? [];
    if (found === undefined) throw new Error(`${pattern.source} is expected at ${at} of ${text}`);
    at += found.length;
    return found;
  };
  const item = (): Item => {
    const value = take(/"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/).slice(1, -1);
    const parameters: Record<string, number> = {};
    while (text[at] === ";") {
      take(/; */);
      const name = take(/[a-z*][a-z0-9_\-.*]*/);
      take(/=/);
      parameters[name] = Number(take(/-?\d{1,15}(?![\d.])/));
    }
    return [value.replace(/\\(.)/g, "$1"), parameters];
  };
  const items = [item()];
  while (at < text.length) {
    take(/[ \t]*,[ \t]*/);
    items.push(item());
  }
  return items;
}

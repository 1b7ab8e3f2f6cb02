/** Letters, digits, underscores and dots of ASCII: what a name or a number is made of. */
export function isWordCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    isDigit(code) ||
    code === 0x5f ||
    code === 0x2e
  );
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** What may begin a name. Letters beyond ASCII are taken in, so that one message can say that they may not be there. */
export function isWordStart(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || isForeignLetter(code)
  );
}

const letter = /\p{L}/u;

/** A letter beyond ASCII, of the basic plane. */
export function isForeignLetter(code: number): boolean {
  return code >= 0x80 && letter.test(String.fromCharCode(code));
}

/** A character as a message shows it: invisible ones by their number. */
export function characterName(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const visible = code > 0x20 && code < 0x7f ? true : /[\p{L}\p{N}\p{P}\p{S}]/u.test(character);
  return visible
    ? `\`${character === "`" ? "`` ` ``" : character}\``
    : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

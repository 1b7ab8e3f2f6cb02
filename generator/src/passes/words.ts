/**
 * Identifiers out of any text. They are ASCII: letters lose their marks (`é` → `e`), the Latin letters that have no
 * marks to lose are spelled out (`ß` → `ss`), and any other character becomes its code point (`宠` → `U5BA0`), so that
 * two names that look alike in an editor are never different identifiers.
 */
const spelled: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  Æ: "AE",
  œ: "oe",
  Œ: "OE",
  ø: "o",
  Ø: "O",
  đ: "d",
  Đ: "D",
  ð: "d",
  Ð: "D",
  þ: "th",
  Þ: "Th",
  ł: "l",
  Ł: "L",
  ı: "i",
};

function ascii(text: string): string {
  if (/^[\u0000-\u007f]*$/.test(text)) return text;
  let out = "";
  for (const char of text.normalize("NFKD")) {
    const point = char.codePointAt(0) ?? 0;
    if (point < 0x80) out += char;
    else if (/\p{M}/u.test(char)) continue;
    else if (spelled[char] !== undefined) out += spelled[char];
    else if (/[\p{L}\p{N}]/u.test(char)) out += ` U${point.toString(16).toUpperCase()} `;
    else out += " ";
  }
  return out;
}

function words(text: string): string[] {
  const found = ascii(text).match(/[A-Za-z0-9]+/g) ?? [];
  const shouted = found.length > 1 && /[A-Z]/.test(text) && !/[a-z]/.test(text);
  return shouted ? found.map((word) => word.toLowerCase()) : found;
}

function upperFirst(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** `APIKey` → `apiKey`, `GetPet` → `getPet`, `ID` → `id`. */
function lowerFirst(word: string): string {
  return word.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (run) => run.toLowerCase());
}

/** Longest identifier: file systems take no more than 255 bytes, and nobody reads as many. */
const longest = 120;

function startable(name: string, empty: string): string {
  if (name === "") return empty;
  const bounded = name.length <= longest ? name : name.slice(0, longest - 5) + digest(name);
  return /^[0-9]/.test(bounded) ? `_${bounded}` : bounded;
}

/** `simple-user` → `SimpleUser`, `API_KEY` → `ApiKey`, `3d` → `_3d`; the letters of a word keep their case. */
export function pascalCase(text: string): string {
  return startable(words(text).map(upperFirst).join(""), "Unnamed");
}

/** `repos/get-content` → `reposGetContent`, `GetPet` → `getPet`. */
export function camelCase(text: string): string {
  const [first = "", ...others] = words(text);
  return startable(lowerFirst(first) + others.map(upperFirst).join(""), "unnamed");
}

/** `PetStore` → `pet-store`; the stem of a file. */
export function kebabCase(text: string): string {
  const spaced = words(text)
    .join("-")
    .replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3-$2");
  return spaced.toLowerCase() || "unnamed";
}

/** A short digest (FNV-1a, base 36) by which twins are told apart: it depends on the text alone, never on order. */
export function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(36).padStart(7, "0").slice(-5);
}

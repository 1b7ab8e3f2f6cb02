// Labels of internationalised host names: IDNA 2008 (RFC 5890 to 5893) over the Unicode tables of the engine.
//
// Two of its tables no engine has. Joining types (for U+200C) are known here for Arabic and taken as "joins on both sides"
// for the other joining scripts; bidirectional classes are taken from scripts and general categories, which agree for
// letters, digits and marks, all that labels hold. Mappings of UTS 46 are not applied: what they would change is refused.

import { fromPunycode, toPunycode } from "./punycode.ts";

const hyphensInPlace = /^..--/su;

/** RFC 5892 §2.6, exceptions that are valid; those with a rule of their own are in {@link contextHolds}. */
const exceptions = /\u200c|\u200d|[\u00b7\u00df\u0375\u03c2\u05f3\u05f4\u06fd\u06fe\u0f0b\u3007\u30fb]/u;
/** RFC 5892 §2.6, exceptions that are not valid, and §2.5 and §2.9: blocks and conjoining jamo. */
const disallowed =
  /[\u302e-\u302f]|[\u20d0-\u20ff]|[\u0640\u07fa\u3031-\u3035\u303b\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb\u{1d100}-\u{1d1ff}\u{1d200}-\u{1d24f}]/u;
const letterDigit = /^[\p{Ll}\p{Lu}\p{Lo}\p{Nd}\p{Lm}\p{Mn}\p{Mc}-]$/u;
const ignorable = /^[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Noncharacter_Code_Point}]$/u;

/** Whether a code point may be in a label (RFC 5892 §3); some of them depend on their neighbours. */
function isValidPoint(c: string): boolean {
  if (exceptions.test(c)) return true;
  if (disallowed.test(c) || !letterDigit.test(c) || ignorable.test(c)) return false;
  return c.normalize("NFKC").toLowerCase().normalize("NFKC") === c;
}

/** Characters of canonical combining class 9. */
const virama =
  /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u0e3a\u0eba\u0f84\u1039\u103a\u1714\u1715\u1734\u17d2\u1a60\u1b44\u1baa\u1bab\u1bf2\u1bf3\u2d7f\ua806\ua82c\ua8c4\ua953\ua9c0\uaaf6\uabed\u{10a3f}\u{11046}\u{11070}\u{1107f}\u{110b9}\u{11133}\u{11134}\u{111c0}\u{11235}\u{112ea}\u{1134d}\u{11442}\u{114c2}\u{115bf}\u{1163f}\u{116b6}\u{1172b}\u{11839}\u{1193d}\u{1193e}\u{119e0}\u{11a34}\u{11a47}\u{11a99}\u{11c3f}\u{11d44}\u{11d45}\u{11d97}]$/u;
/** Letters of Arabic that join to the right only; before a non-joiner they would join nothing. */
const rightJoining =
  "\u0622-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5";
const joining =
  "\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Nko}\\p{Script=Mandaic}\\p{Script=Mongolian}\\p{Script=Phags_Pa}\\p{Script=Manichaean}\\p{Script=Psalter_Pahlavi}\\p{Script=Adlam}\\p{Script=Hanifi_Rohingya}\\p{Script=Sogdian}";
const joinsBefore = /* @__PURE__ */ new RegExp(`(?![${rightJoining}])[${joining}]\\p{Mn}*$`, "u");
const joinsAfter = /* @__PURE__ */ new RegExp(`^\\p{Mn}*[${joining}]`, "u");

/** The rules of code points that are valid in some places only (RFC 5892 appendix A). */
function contextHolds(label: string): boolean {
  let at = 0;
  for (const c of label) {
    const before = label.slice(0, at);
    at += c.length;
    const after = label.slice(at);
    switch (c) {
      case "\u200c":
        if (!virama.test(before) && !(joinsBefore.test(before) && joinsAfter.test(after))) return false;
        break;
      case "\u200d":
        if (!virama.test(before)) return false;
        break;
      case "\u00b7":
        if (!before.endsWith("l") || !after.startsWith("l")) return false;
        break;
      case "\u0375":
        if (!/^\p{Script=Greek}/u.test(after)) return false;
        break;
      case "\u05f3":
      case "\u05f4":
        if (!/\p{Script=Hebrew}$/u.test(before)) return false;
        break;
      case "\u30fb":
        if (!/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(label)) return false;
        break;
      default:
        break;
    }
  }
  // Arabic-Indic digits and extended ones do not mix (appendix A.8 and A.9).
  return !(/[\u0660-\u0669]/u.test(label) && /[\u06f0-\u06f9]/u.test(label));
}

const rightToLeft =
  "(?:[\\u05f3\\u05f4\\u06fd\\u06fe]|(?=[\\p{L}])[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufeff\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}])";
const arabicDigit = "[\\u0660-\\u0669]";
const europeanDigit = "[0-9\\u06f0-\\u06f9]";
const leftToRight = `(?!${rightToLeft})[\\p{L}\\p{Mc}]|(?!${arabicDigit}|${europeanDigit})\\p{Nd}`;
const hasRightToLeft = /* @__PURE__ */ new RegExp(`${rightToLeft}|${arabicDigit}`, "u");
const isRightToLeft = /* @__PURE__ */ new RegExp(
  `^${rightToLeft}(?:${rightToLeft}|${arabicDigit}|${europeanDigit}|[-\\p{Mn}\\u200c\\u200d\\u00b7])*$`,
  "u",
);
const endsRightToLeft = /* @__PURE__ */ new RegExp(
  `(?:${rightToLeft}|${arabicDigit}|${europeanDigit})\\p{Mn}*$`,
  "u",
);
const isLeftToRight = /* @__PURE__ */ new RegExp(
  `^(?:${leftToRight})(?:${leftToRight}|${europeanDigit}|[-\\p{Mn}\\p{L}\\p{N}\\u200c\\u200d\\u00b7\\u30fb\\u0375])*$`,
  "u",
);
const endsLeftToRight = /* @__PURE__ */ new RegExp(`(?:${leftToRight}|${europeanDigit})\\p{Mn}*$`, "u");

/** The rule of names that have a label from right to left (RFC 5893 §2), for one label. */
function bidiHolds(label: string): boolean {
  if (new RegExp(`^${rightToLeft}`, "u").test(label)) {
    const mixes = /[\u0660-\u0669]/u.test(label) && /[0-9\u06f0-\u06f9]/u.test(label);
    return isRightToLeft.test(label) && endsRightToLeft.test(label) && !mixes;
  }
  return isLeftToRight.test(label) && endsLeftToRight.test(label) && !hasRightToLeft.test(label);
}

/** Whether a label with characters outside ASCII is valid and fits into 63 octets as an A-label. */
function isUnicodeLabel(label: string): boolean {
  if (label.startsWith("-") || label.endsWith("-") || hyphensInPlace.test(label)) return false;
  if (/^\p{M}/u.test(label) || label.normalize("NFC") !== label) return false;
  for (const c of label) if (!isValidPoint(c)) return false;
  return contextHolds(label) && toPunycode(label).length <= 59;
}

const ascii = /^[\0-\x7f]*$/;
const plainLabel = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;

/** A label as it is shown, when it is valid: an A-label stands for the U-label that it encodes. */
function shownLabel(label: string): string | undefined {
  if (!ascii.test(label)) return isUnicodeLabel(label) ? label : undefined;
  if (!plainLabel.test(label)) return undefined;
  if (!/^xn--/i.test(label)) return label;
  const encoded = label.slice(4);
  const decoded = fromPunycode(encoded);
  if (decoded === undefined || ascii.test(decoded) || !isUnicodeLabel(decoded)) return undefined;
  return toPunycode(decoded) === encoded.toLowerCase() ? decoded : undefined;
}

/** Whether labels make up a name: each valid, 253 octets in all, and together within the rule of bidirectional names. */
export function isLabelSequence(labels: readonly string[]): boolean {
  const shown: string[] = [];
  let octets = labels.length - 1;
  for (const label of labels) {
    const text = shownLabel(label);
    if (text === undefined) return false;
    shown.push(text);
    octets += ascii.test(label) ? label.length : toPunycode(label).length + 4;
  }
  return octets <= 253 && (!shown.some((label) => hasRightToLeft.test(label)) || shown.every(bidiHolds));
}

/**
 * Whether a string is an internationalised host name: U-labels and A-labels of IDNA 2008 (RFC 5890 §2.3.2.1), separated
 * by `.` or one of its three East Asian forms (RFC 3490 §3.1), without a trailing dot.
 */
export function isIdnHostname(v: unknown): v is string {
  return typeof v === "string" && v.length <= 253 && isLabelSequence(v.split(/[.\u3002\uff0e\uff61]/));
}

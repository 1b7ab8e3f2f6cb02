const first = 0x9e3779b1;
const second = 0x5f356495;

/**
 * Tells bodies apart: the length and 64 bits of a hash. Every step can be undone, so that a change of one character always
 * shows; any other two bodies have the same fingerprint by a chance of about 2⁻⁶⁴. It is no cryptographic hash: whoever makes
 * up both bodies can make them agree.
 *
 * Text is taken as UTF-16, so its fingerprint is another one than that of its bytes.
 */
export function fingerprint(body: string | Uint8Array): string {
  const { length } = body;
  let [a, b] = [first, second];
  let i = 0;
  // As much at a time as fits into 32 bits: the time goes by the number of multiplications, which wait for each other.
  if (typeof body === "string") {
    for (; i + 1 < length; i += 2) {
      const word = body.charCodeAt(i) | (body.charCodeAt(i + 1) << 16);
      a = Math.imul(a ^ word, first);
      b = Math.imul(b ^ word, second);
    }
  } else {
    for (; i + 3 < length; i += 4) {
      const word = at(body, i) | (at(body, i + 1) << 8) | (at(body, i + 2) << 16) | (at(body, i + 3) << 24);
      a = Math.imul(a ^ word, first);
      b = Math.imul(b ^ word, second);
    }
  }
  for (; i < length; i++) {
    const rest = typeof body === "string" ? body.charCodeAt(i) : at(body, i);
    a = Math.imul(a ^ rest, first);
    b = Math.imul(b ^ rest, second);
  }
  a = spread(a) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = spread(b) ^ Math.imul(a ^ (a >>> 13), 0x27d4eb2f);
  return `${length.toString(36)}-${text(a)}${text(b)}`;
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

/** The steps above carry bits upwards alone. */
function spread(lane: number): number {
  const mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function text(lane: number): string {
  return (lane >>> 0).toString(36).padStart(7, "0");
}

// Bootstring with the parameters of Punycode (RFC 3492 §5).

const base = 36;
const tMin = 1;
const tMax = 26;
const highest = 0x10ffff;

function adapt(delta: number, points: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / 700) : delta >> 1;
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((base - tMin) * tMax) >> 1; k += base) rest = Math.floor(rest / (base - tMin));
  return k + Math.floor(((base - tMin + 1) * rest) / (rest + 38));
}

function threshold(k: number, bias: number): number {
  return k <= bias ? tMin : k >= bias + tMax ? tMax : k - bias;
}

function digitOf(unit: number): number {
  if (unit >= 48 && unit <= 57) return unit - 22;
  const letter = unit | 32;
  return letter >= 97 && letter <= 122 ? letter - 97 : base;
}

/** The text of a label without its prefix `xn--`; `undefined` when it is not Punycode. */
export function fromPunycode(input: string): string | undefined {
  const dash = input.lastIndexOf("-");
  const points = dash > 0 ? Array.from(input.slice(0, dash), (c) => c.charCodeAt(0)) : [];
  if (points.some((point) => point >= 0x80)) return undefined;
  let [n, bias, i] = [128, 72, 0];
  for (let at = dash > 0 ? dash + 1 : 0; at < input.length; i++) {
    const before = i;
    for (let weight = 1, k = base; ; k += base) {
      const digit = at < input.length ? digitOf(input.charCodeAt(at++)) : base;
      if (digit >= base) return undefined;
      i += digit * weight;
      if (i > Number.MAX_SAFE_INTEGER / base) return undefined;
      const t = threshold(k, bias);
      if (digit < t) break;
      weight *= base - t;
    }
    const length = points.length + 1;
    bias = adapt(i - before, length, before === 0);
    n += Math.floor(i / length);
    i %= length;
    if (n > highest || (n >= 0xd800 && n <= 0xdfff)) return undefined;
    points.splice(i, 0, n);
  }
  return String.fromCodePoint(...points);
}

/** A label as Punycode, without the prefix `xn--`. */
export function toPunycode(label: string): string {
  const points = Array.from(label, (c) => c.codePointAt(0) ?? 0);
  const basic = points.filter((point) => point < 0x80);
  let output = String.fromCharCode(...basic);
  let handled = basic.length;
  if (handled > 0) output += "-";
  let [n, delta, bias] = [128, 0, 72];
  for (; handled < points.length; delta++, n++) {
    const next = Math.min(...points.filter((point) => point >= n));
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n) delta++;
      if (point !== n) continue;
      let q = delta;
      for (let k = base; ; k += base) {
        const t = threshold(k, bias);
        if (q < t) break;
        output += character(t + ((q - t) % (base - t)));
        q = Math.floor((q - t) / (base - t));
      }
      output += character(q);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled++;
    }
  }
  return output;
}

function character(digit: number): string {
  return String.fromCharCode(digit < 26 ? digit + 97 : digit + 22);
}

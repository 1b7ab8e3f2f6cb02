/** The edit distance of two texts (Levenshtein, with swaps of neighbours), or `limit + 1` when it is more. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, before[j - 2]! + 1);
      row.push(value);
      if (value < best) best = value;
    }
    if (best > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}

/** The candidate that was probably meant, if one is near enough to be worth asking. */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  const wanted = text.toLowerCase();
  let limit = Math.min(4, Math.max(1, Math.floor(text.length / 3)));
  let found: string | undefined;
  let seen = 0;
  for (const candidate of candidates) {
    if (candidate === text) continue;
    // Suggestions are a courtesy: they must not make a document of many faults slow.
    if (++seen > 5000) break;
    const d = distance(wanted, candidate.toLowerCase(), limit);
    if (d < limit || (d === limit && found === undefined)) {
      found = candidate;
      limit = d;
    }
  }
  return found;
}

/** A hint that asks whether the nearest candidate was meant; `undefined` when none is near. */
export function didYouMean(text: string, candidates: Iterable<string>): string | undefined {
  const found = nearest(text, candidates);
  return found === undefined ? undefined : `did you mean ${JSON.stringify(found)}?`;
}

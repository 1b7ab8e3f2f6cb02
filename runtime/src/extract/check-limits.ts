/**
 * Refuses limits that limit nothing, or everything by mistake.
 * @param limits by name; undefined stands for a default
 * @throws {RangeError} unless each is a whole number from 0 on, or Infinity
 */
export function checkLimits(limits: Readonly<Record<string, number | undefined>>): void {
  for (const [name, limit] of Object.entries(limits)) {
    if (limit === undefined || limit === Number.POSITIVE_INFINITY) continue;
    if (!Number.isSafeInteger(limit) || limit < 0) {
      throw new RangeError(`${name} is a whole number from 0 on, or Infinity, not ${limit}`);
    }
  }
}

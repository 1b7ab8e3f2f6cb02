/** Codes of RFC 6455 §7.4.1 and of the registry that a server may send. */
const sendable: ReadonlySet<number> = new Set([
  1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
]);

/** What fits in a Close frame beside its code (RFC 6455 §5.5). */
const longestReason = 123;

/** @throws {RangeError} for a code that nobody may send, and a reason that is too long */
export function checkClose(code: number, reason: string): void {
  if (!sendable.has(code) && !(Number.isInteger(code) && code >= 3000 && code <= 4999)) {
    throw new RangeError(
      `A socket is closed with a code of RFC 6455 such as 1000, or one from 3000 to 4999, not ${code}`,
    );
  }
  const size = Buffer.byteLength(reason);
  if (size > longestReason) {
    throw new RangeError(`The reason for closing a socket has at most ${longestReason} bytes, not ${size}`);
  }
}

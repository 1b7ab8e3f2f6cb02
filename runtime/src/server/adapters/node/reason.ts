const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EADDRINUSE: "it is in use",
  EADDRNOTAVAIL: "this machine has no such address",
  EAFNOSUPPORT: "this machine does not know such addresses",
  EBADF: "it is no open file",
  EINVAL: "it is not a socket that can listen, or its name is too long",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file or folder",
  ENOTFOUND: "there is no such host",
  ENOTSOCK: "it is no socket",
};

/** What went wrong in words, with the code of the system where there is one. */
export function reasonOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && Object.hasOwn(reasons, code)) return `${reasons[code]} (${code})`;
  return error instanceof Error ? error.message : String(error);
}

/** Reading files and references. */
export const readingCodes = {
  VG1001: { severity: "error", title: "A file cannot be read." },
  VG1002: { severity: "error", title: "A file is not well-formed JSON or YAML." },
  VG1003: { severity: "error", title: "A file is not valid UTF-8." },
  VG1004: { severity: "error", title: "A file is empty." },
  VG1005: {
    severity: "error",
    title: "A key occurs twice in one object.",
    repair: "The last of the values counts.",
  },
  VG1006: { severity: "error", title: "A file exceeds a limit of size, depth or number of nodes." },
  VG1007: { severity: "error", title: "A YAML value has no counterpart in JSON." },
  VG1010: { severity: "error", title: "A reference leads out of the root folder." },
  VG1011: { severity: "error", title: "A reference names an absolute path or a `file:` URL." },
  VG1012: { severity: "error", title: "A reference names a remote document, which was not allowed." },
  VG1013: { severity: "error", title: "A remote document cannot be fetched." },
  VG1014: { severity: "error", title: "A reference is malformed." },
  VG1015: { severity: "error", title: "The target of a reference does not exist." },
  VG1016: {
    severity: "error",
    title: "References form a cycle.",
    repair: "What they lead to constrains nothing.",
  },
} as const;

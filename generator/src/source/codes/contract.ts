/** The contract itself. */
export const contractCodes = {
  VG4001: { severity: "error", title: "Two operations have the same method and path." },
  VG4002: {
    severity: "error",
    title: "Two path templates differ only in the names of their parameters.",
    repair: "Both are served: parameters are taken by their position.",
  },
  VG4003: {
    severity: "warning",
    title: "An operation has no place in the OpenAPI document, where another one has its path and method.",
  },
} as const;

/** Output and configuration. */
export const outputCodes = {
  VG5001: { severity: "error", title: "A generated file was edited since." },
  VG5002: { severity: "error", title: "A file that was not generated stands where one would be written." },
  VG5003: { severity: "error", title: "A path of the output leads out of its folder." },
  VG5004: { severity: "error", title: "Two paths of the output differ in upper and lower case only." },
  VG5005: { severity: "error", title: "The list of generated files is damaged." },
  VG5006: { severity: "error", title: "The output cannot be written." },
  VG5007: { severity: "error", title: "Two contracts would be written into one folder." },
  VG5010: { severity: "error", title: "The configuration cannot be loaded." },
  VG5011: { severity: "error", title: "A key of the configuration is not known." },
  VG5012: { severity: "error", title: "A value of the configuration is not allowed." },
  VG5013: { severity: "error", title: "The project's configuration of prettier cannot be used." },
  VG5014: { severity: "warning", title: "An option has no effect on a contract of this language." },
  VG5090: { severity: "error", title: "A generated file is not valid TypeScript: a fault of the generator." },
  VG5091: { severity: "error", title: "The generator failed: a fault of the generator." },
} as const;

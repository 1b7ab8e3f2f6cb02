import { contractCodes } from "./codes/contract.ts";
import { openapiCodes } from "./codes/openapi.ts";
import { outputCodes } from "./codes/output.ts";
import { readingCodes } from "./codes/reading.ts";
import { thriftCodes } from "./codes/thrift.ts";

export type { CodeEntry } from "./codes/entry.ts";

/**
 * Every diagnostic of the generator. Codes are stable: they are never reused or renumbered.
 * VG1xxx reading files and references, VG2xxx OpenAPI, VG3xxx Thrift, VG4xxx the contract itself, VG5xxx output and configuration.
 */
export const codes: typeof readingCodes &
  typeof openapiCodes &
  typeof thriftCodes &
  typeof contractCodes &
  typeof outputCodes = {
  ...readingCodes,
  ...openapiCodes,
  ...thriftCodes,
  ...contractCodes,
  ...outputCodes,
};

export type Code = keyof typeof codes;

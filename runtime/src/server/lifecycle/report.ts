import { consoleLogger, failureRecord } from "../error-handler.ts";
import type { Logger } from "../error-handler.ts";

/** Logs what went wrong outside of any request. Never throws. */
export type Report = (text: string, error: unknown) => void;

/** @param logger default: standard error */
export function reportTo(logger: Logger = consoleLogger): Report {
  return (text, error) => {
    try {
      logger.error(failureRecord(error), text);
    } catch {
      // Nobody is left to hear what a logger throws.
      return;
    }
  };
}

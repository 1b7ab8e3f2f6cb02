import type { Client } from "./client.ts";

/** A way to run the app. */
export interface Host {
  readonly name: string;
  start(): Promise<Client>;
  /** Names of cases that do not hold here, each with the reason. */
  readonly skip: Readonly<Record<string, string>>;
}

import type { CloseOptions } from "../serve.ts";

/** What a worker tells its primary. */
export type WorkerMessage =
  | { readonly type: "ready" }
  /** Its server could not be started; the text is for the log. */
  | { readonly type: "failed"; readonly reason: string };

/** What a primary tells a worker. */
export type PrimaryMessage = { readonly type: "close"; readonly options: CloseOptions };

/**
 * Version of these messages. After an update of this package a primary that still runs the old one starts workers with the new
 * one: a message of another version is told apart from one that is not ours at all.
 */
const version = 1;
const mark = "volo-http";

/** Puts a message into its envelope, so that it is told from those that programs send each other. */
export function wrap(message: WorkerMessage | PrimaryMessage): object {
  return { [mark]: version, message };
}

/** Takes a message out of its envelope; undefined when it is not ours. */
export function unwrap<M extends WorkerMessage | PrimaryMessage>(
  envelope: unknown,
): M | "other version" | undefined {
  if (typeof envelope !== "object" || envelope === null || !(mark in envelope)) return undefined;
  if (envelope[mark] !== version || !("message" in envelope)) return "other version";
  return envelope.message as M;
}

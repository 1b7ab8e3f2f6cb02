import { key } from "../../http/context.ts";
import type { ContextKey, ServerContext } from "../../http/context.ts";

/** Keeps a host at work until a promise is settled. */
export type WaitUntil = (work: Promise<unknown>) => void;

const hostsWaitUntil: ContextKey<WaitUntil> = key("waitUntil");

/** For adapters: what {@link waitUntil} is to do. */
export function provideWaitUntil(cx: ServerContext, wait: WaitUntil | undefined): void {
  if (wait !== undefined) cx.set(hostsWaitUntil, wait);
}

/**
 * Lets work go on after the reply, such as writing to a log. Hosts that stop when a request is answered, such as Workers and
 * Lambda, are told to wait for it; on others it goes on by itself.
 * @param work what it rejects with is the host's to report: catch what may fail
 */
export function waitUntil(cx: ServerContext, work: Promise<unknown>): void {
  cx.get(hostsWaitUntil)?.(work);
}

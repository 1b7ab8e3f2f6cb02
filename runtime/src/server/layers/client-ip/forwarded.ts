import type { HeadersView } from "../../../http/header-map.ts";
import { parseAddress } from "./address.ts";
import type { Address } from "./address.ts";

/** What one proxy said about who called it. */
export interface Hop {
  /** undefined when it kept that to itself, or said what cannot be understood. */
  readonly address: Address | undefined;
  /** Whether it cannot be understood, so that nothing before it can be relied on either. */
  readonly malformed: boolean;
  /** As it was called, as it is written. */
  readonly scheme?: string | undefined;
  readonly host?: string | undefined;
}

const hidden: Hop = { address: undefined, malformed: false };
const malformed: Hop = { address: undefined, malformed: true };

/** The hops that a list of addresses such as `x-forwarded-for` tells of, the nearest first. */
export function readAddressList(headers: HeadersView, name: string): Hop[] {
  return readList(headers, name).map(readNode);
}

/** The elements of a list field, the last first; empty ones do not count (RFC 9110 §5.6.1.2). */
export function readList(headers: HeadersView, name: string): string[] {
  const value = headers.get(name);
  if (value === undefined) return [];
  const elements = value.split(",").map((each) => each.trim());
  return elements.filter((each) => each !== "").toReversed();
}

/**
 * The hops that `forwarded` tells of, the nearest first. A field line that is malformed is one malformed hop: what callers wrote
 * into a line can make what proxies add to it unreadable, but not read otherwise.
 * @see https://www.rfc-editor.org/rfc/rfc7239#section-4
 */
export function readForwarded(headers: HeadersView): Hop[] {
  return headers
    .getAll("forwarded")
    .flatMap((line) => parseLine(line) ?? [malformed])
    .toReversed();
}

const token = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const pair = new RegExp(
  `(${token})=(?:(${token})|"((?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*)")`,
  "y",
);
const separator = /[\t ]*([,;]|$)[\t ]*/y;

function parseLine(line: string): Hop[] | undefined {
  const hops: Hop[] = [];
  let parameters = new Map<string, string>();
  let position = 0;
  for (;;) {
    pair.lastIndex = position;
    const found = pair.exec(line);
    if (found !== null) {
      const name = (found[1] ?? "").toLowerCase();
      // §4: each parameter must not occur more than once.
      if (parameters.has(name)) return undefined;
      parameters.set(name, found[2] ?? (found[3] ?? "").replace(/\\(.)/gs, "$1"));
      position = pair.lastIndex;
    }
    separator.lastIndex = position;
    const next = separator.exec(line);
    if (next === null) return undefined;
    position = separator.lastIndex;
    if (next[1] === ";") continue;
    if (parameters.size > 0) hops.push(hopOf(parameters));
    if (next[1] === "") return hops;
    parameters = new Map();
  }
}

function hopOf(parameters: ReadonlyMap<string, string>): Hop {
  const node = parameters.get("for");
  const hop = node === undefined ? hidden : readNode(node);
  return { ...hop, scheme: parameters.get("proto"), host: parameters.get("host") };
}

const port = String.raw`(?::(?:\d{1,5}|_[\w.-]+))?`;
const obfuscated = new RegExp(`^(?:unknown|_[\\w.-]+)${port}$`, "i");
const bracketed = new RegExp(`^\\[([^\\]]*)\\]${port}$`);
const withPort = /^([\d.]+):\d{1,5}$/;

/** Reads who called: an address, maybe with a port and in brackets, or a name that hides it (RFC 7239 §6). */
function readNode(text: string): Hop {
  if (obfuscated.test(text)) return hidden;
  const address = parseAddress(bracketed.exec(text)?.[1] ?? withPort.exec(text)?.[1] ?? text);
  return address === undefined ? malformed : { address, malformed: false };
}

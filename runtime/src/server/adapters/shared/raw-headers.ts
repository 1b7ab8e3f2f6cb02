import type { HeadersView } from "../../../http/header-map.ts";

/** Header fields as they were received: all of them, where Node's own object drops some duplicates. */
export class RawHeaders implements HeadersView {
  private readonly raw: readonly string[];

  /** @param raw names and values in turn */
  constructor(raw: readonly string[]) {
    this.raw = raw;
  }

  get(name: string): string | undefined {
    const { raw } = this;
    const wanted = name.toLowerCase();
    let joined: string | undefined;
    for (let i = 0; i < raw.length; i += 2) {
      const current = raw[i] ?? "";
      if (current.length !== wanted.length || (current !== wanted && current.toLowerCase() !== wanted))
        continue;
      const value = raw[i + 1] ?? "";
      joined = joined === undefined ? value : `${joined}${wanted === "cookie" ? "; " : ", "}${value}`;
    }
    return joined;
  }

  getAll(name: string): string[] {
    const wanted = name.toLowerCase();
    return [...this].filter(([current]) => current === wanted).map(([, value]) => value);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  *[Symbol.iterator](): Generator<[string, string]> {
    const { raw } = this;
    for (let i = 0; i < raw.length; i += 2) yield [(raw[i] ?? "").toLowerCase(), raw[i + 1] ?? ""];
  }
}

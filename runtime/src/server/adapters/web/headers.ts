import type { HeadersView } from "../../../http/header-map.ts";

/** Header fields as the platform's `Headers` has them: several fields of a name are joined there already. */
export class FetchHeaders implements HeadersView {
  private readonly headers: Headers;

  constructor(headers: Headers) {
    this.headers = headers;
  }

  get(name: string): string | undefined {
    return this.headers.get(name) ?? undefined;
  }

  getAll(name: string): string[] {
    const value = this.headers.get(name);
    return value === null ? [] : [value];
  }

  has(name: string): boolean {
    return this.headers.has(name);
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return this.headers.entries();
  }
}

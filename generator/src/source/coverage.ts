import type { JsonData, JsonObject } from "./value.ts";

type Container = JsonObject | readonly JsonData[];

function isContainer(value: JsonData | undefined): value is Container {
  return typeof value === "object" && value !== null;
}

/**
 * Remembers which properties and elements of documents are looked at, so that what nobody looks at can be told. It
 * stands between a document and its readers, which notice nothing; without it a document is plain data and costs
 * nothing more.
 */
export class Coverage {
  readonly #seen = new WeakMap<object, Set<string>>();
  readonly #views = new WeakMap<object, Container>();
  readonly #raw = new WeakMap<object, Container>();
  #recording = false;

  /** The value as readers are to see it; the same object for the same value. */
  readonly watch = (value: JsonData): JsonData => {
    if (!isContainer(value) || this.#raw.has(value)) return value;
    const known = this.#views.get(value);
    if (known !== undefined) return known;
    const view: Container = new Proxy(value, {
      get: (target, key, receiver) => {
        const inner: unknown = Reflect.get(target, key, receiver);
        if (typeof key !== "string" || !Object.hasOwn(target, key)) return inner;
        if (this.#recording) this.#mark(target, key);
        return this.watch(inner as JsonData);
      },
    });
    this.#views.set(value, view);
    this.#raw.set(view, value);
    return view;
  };

  /** Runs the reader whose looks count. */
  record<T>(read: () => T): T {
    this.#recording = true;
    try {
      return read();
    } finally {
      this.#recording = false;
    }
  }

  /** Whether a property or an element was looked at. */
  has(container: JsonData, key: string | number): boolean {
    return (
      isContainer(container) &&
      this.#seen.get(this.#raw.get(container) ?? container)?.has(String(key)) === true
    );
  }

  /** Whether anything of an object or an array was looked at; true for what has nothing to look at. */
  touched(value: JsonData): boolean {
    if (!isContainer(value)) return true;
    return Object.keys(value).length === 0 || this.#seen.has(this.#raw.get(value) ?? value);
  }

  #mark(target: object, key: string): void {
    const seen = this.#seen.get(target);
    if (seen === undefined) this.#seen.set(target, new Set([key]));
    else seen.add(key);
  }
}

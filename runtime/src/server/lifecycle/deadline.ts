/** Longer delays make setTimeout fire at once. */
export const longestDelay = 2_147_483_647;

/** A moment that can only come closer. It keeps the process alive until then, or until it is cleared. */
export class Deadline {
  private readonly controller: AbortController = new AbortController();
  private at: number;
  private timer: ReturnType<typeof setTimeout>;

  /** @param milliseconds from now; what a timer cannot hold is cut to the longest it can, 24 days */
  constructor(milliseconds: number) {
    this.at = performance.now() + milliseconds;
    this.timer = this.start(milliseconds);
  }

  /** Aborted when the moment has come; never after {@link clear}. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Milliseconds until then; 0 afterwards. */
  get left(): number {
    return Math.max(0, this.at - performance.now());
  }

  /** Moves it to `milliseconds` from now, unless it comes sooner anyway. */
  shorten(milliseconds: number): void {
    const at = performance.now() + milliseconds;
    if (at >= this.at || this.signal.aborted) return;
    this.at = at;
    clearTimeout(this.timer);
    this.timer = this.start(milliseconds);
  }

  /** Calls it off. */
  clear(): void {
    this.at = -Infinity;
    clearTimeout(this.timer);
  }

  private start(milliseconds: number): ReturnType<typeof setTimeout> {
    return setTimeout(
      () => this.controller.abort(new DOMException("The time to close is up.", "TimeoutError")),
      Math.min(milliseconds, longestDelay),
    );
  }
}

/** Waits for work that never rejects, or for a signal; tells whether the work was done by then. */
export function doneBefore(work: Promise<void>, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const late = (): void => resolve(false);
    void work.then(() => {
      signal.removeEventListener("abort", late);
      resolve(true);
    });
    // What takes no time is done in time, even when there is none left.
    if (signal.aborted) setTimeout(late, 0);
    else signal.addEventListener("abort", late, { once: true });
  });
}

/** Waits for a signal. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

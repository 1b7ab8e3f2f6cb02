/** Why a request was not let in: nobody may wait any more, or it has waited as long as it may. */
export type OverloadReason = "full" | "waited";

/** A service has as much to do as it may, so it refuses what comes on top. */
export class OverloadedError extends Error {
  readonly reason: OverloadReason;

  constructor(reason: OverloadReason) {
    super(reason === "full" ? "too many requests at work" : "no request at work has ended in time");
    this.reason = reason;
  }

  override get name(): string {
    return "OverloadedError";
  }
}

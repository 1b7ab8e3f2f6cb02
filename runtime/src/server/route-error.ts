/** Two routes, methods or fallbacks want the same requests. */
export class RouteConflictError extends Error {
  /** The one that was there first. */
  readonly existing: string;
  readonly added: string;

  constructor(existing: string, added: string) {
    super(existing === added ? `${added} is routed twice` : `${added} conflicts with ${existing}`);
    this.existing = existing;
    this.added = added;
  }

  override get name(): string {
    return "RouteConflictError";
  }
}

/** A template, prefix or method is malformed. */
export class RouteSyntaxError extends Error {
  override get name(): string {
    return "RouteSyntaxError";
  }
}

// V8 writes `at name (file:1:2)` or `at file:1:2`, JavaScriptCore and SpiderMonkey `name@file:1:2`.
const frame = /^(?:[\t ]*at (?:.*\()?|[^\n@]*@)([^\n()]+:\d+:\d+)\)?$/m;

/** File, line and column where an error was made; undefined when it does not tell. */
export function locationOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== "string") return undefined;
  const { stack, message } = error;
  // The stack may begin with the message, in which a stranger can have written what looks like a frame.
  const start = message === "" ? -1 : stack.indexOf(message);
  return frame.exec(start === -1 ? stack : stack.slice(start + message.length))?.[1];
}

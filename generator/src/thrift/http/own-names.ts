/** What an operation declares under its own name. */
const suffixes: readonly string[] = ["request", "requestinit", "reply", "replyinit"];

/** Whether a type is called as what an operation declares: `CreateOrderRequest` of `createOrder`. */
export function derives(type: string, operation: string): boolean {
  const plain = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase();
  const stem = plain(operation);
  const name = plain(type);
  return name.startsWith(stem) && suffixes.includes(name.slice(stem.length));
}

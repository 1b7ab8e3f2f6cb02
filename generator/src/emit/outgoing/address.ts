import type { AddressValue, Callback, CallbackAddress, Operation } from "../../ir/index.ts";
import { callbacksOf } from "../../ir/outgoing.ts";
import type { Code } from "../code.ts";
import { code, commentText, identifier, join, literal, member } from "../code.ts";
import type { Contract } from "../contract.ts";
import { typesOf } from "../contract.ts";
import type { GeneratedFile } from "../file.ts";
import { call } from "../layout.ts";
import { stemOf } from "../types/operations.ts";

/** How senders are told where to. */
export interface Addresses {
  /** Declares what is needed to make the address of an operation; nothing when it is always given. */
  readonly declare: (op: Operation, file: GeneratedFile) => void;
  /** The type of what the caller gives. */
  readonly type: (op: Operation) => Code;
  /** The operation as comments call it, with where it is sent. */
  readonly comment: (op: Operation) => Operation;
  /** The address, out of the parameter `to`. */
  readonly address: (op: Operation, file: GeneratedFile) => Code;
  readonly exports: (op: Operation) => {
    readonly types: readonly string[];
    readonly values: readonly string[];
  };
}

/** Subscribers of webhooks are known to the API by means of its own. */
export const givenAddresses: Addresses = {
  declare: () => undefined,
  type: () => code`string | URL`,
  comment: (op) => op,
  address: () => code`to`,
  exports: () => ({ types: [], values: [] }),
};

/** Callbacks go where the request says that asked for them; an address that was kept from then will do as well. */
export function callbackAddresses(contract: Contract): Addresses {
  const owners = new Map<Operation, Owner>();
  for (const { operation, callback } of callbacksOf(contract.api)) {
    for (const op of callback.operations) owners.set(op, { operation, callback });
  }
  return {
    declare: (op, file) => {
      const owner = owners.get(op);
      if (owner !== undefined) declareAddress(op, owner, contract, file);
    },
    type: (op) => code`string | URL | ${identifier(originName(op))}`,
    comment: (op) => ({ ...op, path: { text: owners.get(op)?.callback.address.text ?? "", segments: [] } }),
    address: (op, file) => code`${file.runtime("addressOf")}(to, ${identifier(urlName(op))})`,
    exports: (op) => ({ types: [originName(op)], values: [urlName(op)] }),
  };
}

interface Owner {
  readonly operation: Operation;
  readonly callback: Callback;
}

function originName(op: Operation): string {
  return `${stemOf(op)}Origin`;
}

function urlName(op: Operation): string {
  return `${op.name}Url`;
}

/** What an address is read from, by the name that generated code gives it. */
type Source = "req" | "reply" | "cx" | "url";

function declareAddress(op: Operation, owner: Owner, contract: Contract, file: GeneratedFile): void {
  const { operation, callback } = owner;
  const { address } = callback;
  const parts = address.parts.map((part, i) => {
    if (part.kind === "text") return { code: literal(part.text), from: undefined };
    const { from, arguments: args } = valueOf(part.value, operation);
    // What begins an address is an address itself; what stands inside must not change its meaning.
    const fn = file.runtime(i === 0 ? "addressPart" : "addressText");
    return { code: call(fn, [literal(part.text), ...args]), from };
  });
  const sources = (["req", "reply", "cx", "url"] as const).filter((one) =>
    parts.some(({ from }) => from === one),
  );
  const types = typesOf(contract, operation);
  const members: Record<Source, () => Code> = {
    req: () =>
      code`/** The request that asked for it. */\nreadonly req: ${file.from("types", types.request, "type")};`,
    reply: () =>
      code`/** The reply to that request. */\nreadonly reply: ${file.from("types", types.replyInit, "type")};`,
    cx: () =>
      code`/** The context of the request that asked for it. */\nreadonly cx: Pick<${file.runtimeType("ServerContext")}, "request">;`,
    url: () => code`/** The URL of that request, as its caller wrote it. */\nreadonly url: string;`,
  };
  const text = addressWords(address);
  const origin = identifier(originName(op));
  const name = identifier(urlName(op));
  const rows = sources.map((one) => members[one]());
  const body = rows.length === 0 ? code`Record<string, never>` : code`{\n  ${rows}\n}`;
  const given =
    sources.length === 0 ? code`_: ${origin}` : code`{ ${join(sources.map(identifier), ", ")} }: ${origin}`;
  file.add(
    rows.length === 0
      ? code`/** What ${text} is made of: nothing but itself. */\nexport type ${origin} = ${body};`
      : code`/** What ${text} is made of. */\nexport interface ${origin} ${body}`,
  );
  file.add(code`/**
 * The address ${text}, to which \`${identifier(op.name)}\` is sent.
 *
 * @throws {AddressError} when the request does not give it
 */
export function ${name}(${given}): string {
  return ${sum(parts.map((part) => part.code))};
}`);
}

/** `a`, or a sum with a summand a line. */
function sum(parts: readonly Code[]): Code {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return code`(\n  ${join(parts, " +\n")}\n)`;
}

function addressWords(address: CallbackAddress): Code {
  return code`\`${commentText(address.text.replaceAll("\n", " ").replaceAll("`", "'"))}\``;
}

/** Where a value is found, and how it is handed to the runtime. */
function valueOf(
  value: AddressValue,
  operation: Operation,
): { readonly from: Source | undefined; readonly arguments: readonly Code[] } {
  if (!("in" in value)) {
    if (value.of === "method") return { from: undefined, arguments: [literal(operation.method)] };
    if (value.of === "status") return { from: "reply", arguments: [code`reply.status`] };
    return { from: "url", arguments: [code`url`] };
  }
  if (value.in === "body") {
    const from = value.of === "request" ? "req" : "reply";
    return { from, arguments: [code`${identifier(from)}.body`, ...value.keys.map((key) => literal(key))] };
  }
  const isHeader = value.in === "header";
  const same = (name: string): boolean =>
    isHeader ? name.toLowerCase() === value.name.toLowerCase() : name === value.name;
  if (value.of === "reply") {
    const header = operation.replies.flatMap((one) => one.headers).find(({ name }) => same(name));
    const property = header?.property ?? value.name;
    return { from: "reply", arguments: [code`reply.headers`, literal(property)] };
  }
  const parameter = operation.parameters.find((one) => one.source === value.in && same(one.name));
  if (parameter !== undefined) return { from: "req", arguments: [member(code`req`, parameter.property)] };
  // A header that the contract does not declare is there all the same.
  return { from: "cx", arguments: [code`cx.request.headers.get(${literal(value.name)})`] };
}

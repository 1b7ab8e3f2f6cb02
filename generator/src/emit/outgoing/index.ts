import type { Api, Operation } from "../../ir/index.ts";
import { callbacksOf, mirrorTypes } from "../../ir/outgoing.ts";
import type { Codec } from "../codec/index.ts";
import { mirrorCodec } from "../codec/index.ts";
import type { Contract } from "../contract.ts";
import { GeneratedFile } from "../file.ts";
import { schemesOf } from "../security.ts";
import { emitServer } from "../server/index.ts";
import { routerName } from "../server/router.ts";
import { callbackAddresses, givenAddresses } from "./address.ts";
import type { Exported } from "./sender.ts";
import { emitSender } from "./sender.ts";

/** Which of the requests that an API makes. */
export type Outgoing = "webhooks" | "callbacks";

/**
 * Emits the webhooks or the callbacks of a contract: `receiver`, for those who are called, `sender`, for the API itself,
 * and a file that exports both; nothing when there are none. They are a contract of their own, seen from the other side.
 */
export function emitOutgoing(contract: Contract, codec: Codec, which: Outgoing): GeneratedFile[] {
  const { api, operations } = contract;
  const own = operationsOf(api, which);
  if (own.length === 0) return [];
  const name = `${api.name}${which === "webhooks" ? "Webhooks" : "Callbacks"}`;
  const mirror: Contract = {
    api: {
      ...api,
      name,
      servers: [],
      grouped: false,
      groups: [{ hint: name, name, operations: own, span: api.span }],
    },
    types: mirrorTypes(contract.types),
    operations,
    outgoing: true,
  };
  const mirrored = mirrorCodec(codec);
  const receiver = emitServer(mirror, mirrored, `${which}/receiver`);
  const addresses = which === "webhooks" ? givenAddresses : callbackAddresses(contract);
  const sender = emitSender(mirror, mirrored, `${which}/sender`, addresses);
  const main = new GeneratedFile(which);
  for (const { path, types, values } of [receiverExports(mirror, `${which}/receiver`), sender.exports]) {
    main.reexport(path, types, "type");
    main.reexport(path, values, "value");
  }
  return [main, ...receiver, sender.file];
}

function operationsOf(api: Api, which: Outgoing): readonly Operation[] {
  if (which === "webhooks") return api.webhooks ?? [];
  return callbacksOf(api).flatMap(({ callback }) => callback.operations);
}

function receiverExports({ api }: Contract, path: string): Exported {
  const secured =
    schemesOf(
      api,
      api.groups.flatMap((group) => group.operations),
    ).length > 0;
  const ends = ["Service", "Operation", "RouterOptions", ...(secured ? ["Principals", "Security"] : [])];
  return { path, types: ends.map((end) => api.name + end), values: [routerName(api.name)] };
}

/** A contract with these of the requests that its API makes, and no others. */
export function keepOutgoing(api: Api, kept: readonly Outgoing[]): Api {
  const { webhooks, ...rest } = api;
  const some = kept.includes("webhooks") && webhooks !== undefined ? { ...rest, webhooks } : rest;
  if (kept.includes("callbacks") || callbacksOf(api).length === 0) return some;
  const bare = new Map<Operation, Operation>();
  for (const op of api.groups.flatMap((group) => group.operations)) {
    const { callbacks, ...others } = op;
    if (callbacks !== undefined && !bare.has(op)) bare.set(op, others);
  }
  const groups = api.groups.map((group) => ({
    ...group,
    operations: group.operations.map((op) => bare.get(op) ?? op),
  }));
  return { ...some, groups };
}

import { mapParts } from "./walk.ts";
import type { Api } from "./api.ts";
import type { Callback, Operation } from "./operation.ts";
import type { NamedType, Type } from "./type.ts";
import type { Direction, TypeTable } from "./view.ts";

/** A callback and the operation whose callers it is for. */
export interface CallbackOf {
  readonly operation: Operation;
  readonly callback: Callback;
}

/** Every callback of an API, in the order of its operations. */
export function callbacksOf(api: Api): readonly CallbackOf[] {
  const operations = new Set(api.groups.flatMap((group) => group.operations));
  return [...operations].flatMap((operation) =>
    (operation.callbacks ?? []).map((callback) => ({ operation, callback })),
  );
}

/** Every operation whose requests the API makes: of webhooks, then of callbacks. */
export function outgoingOperations(api: Api): readonly Operation[] {
  return [...(api.webhooks ?? []), ...callbacksOf(api).flatMap(({ callback }) => callback.operations)];
}

/** An operation with the operations of its callbacks replaced; itself when it has none. */
export function mapCallbacks(
  op: Operation,
  change: (op: Operation, callback: Callback) => Operation,
): Operation {
  if (op.callbacks === undefined) return op;
  const callbacks = op.callbacks.map((callback): Callback => ({
    ...callback,
    operations: callback.operations.map((one) => change(one, callback)),
  }));
  return { ...op, callbacks };
}

/** The direction in which a value travels when the API is the caller. */
export function opposite(direction: Direction): Direction {
  return direction === "request" ? "reply" : "request";
}

/**
 * Types as they look in requests that the API makes: what is seen in a request here is seen in a reply elsewhere. With
 * these, an outgoing operation is printed like those that callers make.
 */
export function mirrorTypes(types: TypeTable): TypeTable {
  return new Map([...types].map(([id, named]) => [id, mirrored(named)]));
}

function mirrored(named: NamedType): NamedType {
  const { views } = named;
  return {
    ...named,
    type: mirroredType(named.type),
    ...(views && {
      views: {
        requestRead: views.replyRead,
        requestWrite: views.replyWrite,
        replyRead: views.requestRead,
        replyWrite: views.requestWrite,
      },
    }),
  };
}

function mirroredType(type: Type): Type {
  const inner = mapParts(type, mirroredType);
  if (inner.kind !== "object" || inner.properties.every(({ only }) => only === undefined)) return inner;
  const properties = inner.properties.map((property) =>
    property.only === undefined ? property : { ...property, only: opposite(property.only) },
  );
  return { ...inner, properties };
}

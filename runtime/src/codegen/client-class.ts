import type { Client } from "./client.ts";

/** The functions of a module of operations as methods: without the client that they take first. */
export type ClientMethods<Operations> = {
  [Name in keyof Operations]: Operations[Name] extends (client: Client, ...rest: infer Rest) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

/** The class of a contract's client. */
export type ClientClass<Options, Instance> = new (options?: Options) => Instance;

/**
 * Makes a class with a method for each function of modules of operations. Large contracts have one of these instead of
 * a thousand methods that do nothing but call their functions.
 *
 * @param connect makes what the functions take.
 */
export function clientClass<Options, Instance>(
  name: string,
  connect: (options?: Options) => Client,
  modules: readonly object[],
): ClientClass<Options, Instance> {
  class ContractClient {
    readonly client: Client;

    constructor(options?: Options) {
      this.client = connect(options);
    }
  }
  Object.defineProperty(ContractClient, "name", { value: name });
  for (const operations of modules) {
    for (const [operation, call] of Object.entries(operations)) {
      Object.defineProperty(ContractClient.prototype, operation, {
        configurable: true,
        writable: true,
        value: method(call as (client: Client, ...rest: unknown[]) => unknown),
      });
    }
  }
  return ContractClient as unknown as ClientClass<Options, Instance>;
}

function method(
  call: (client: Client, ...rest: unknown[]) => unknown,
): (this: { readonly client: Client }, ...rest: unknown[]) => unknown {
  return function (...rest) {
    return call(this.client, ...rest);
  };
}

export {
  AddressError,
  ContractError,
  CredentialsError,
  ItemError,
  ParameterError,
  ReplyError,
} from "./errors.ts";
export type { ReplyFlaw } from "./errors.ts";
export { ReplyPromise } from "./reply-promise.ts";
export { resumeEvents } from "./resume-events.ts";
export type { ResumableEvent, ResumeOptions } from "./resume-events.ts";
export { fetchTransport } from "./transports/fetch.ts";
export type { Fetch, FetchInit, FetchResponse, FetchTransportOptions } from "./transports/fetch.ts";
export { inMemory } from "./transports/memory.ts";
export type { InMemoryOptions } from "./transports/memory.ts";
export { TimeoutError } from "../service/timeout.ts";
export type {
  BasicCredential,
  CallOptions,
  ClientContext,
  ClientOptions,
  ClientRequest,
  ClientRequestBody,
  ClientResponse,
  ClientService,
  Credential,
  Transport,
} from "./types.ts";

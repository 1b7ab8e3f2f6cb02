import type { Span } from "../source/span.ts";
import type { Operation } from "./operation.ts";
import type { JsonValue } from "./json.ts";
import type { Docs, NamedType, Overlay, Type } from "./type.ts";

/** How callers prove who they are. */
export type SecurityScheme = {
  /** Name in the contract; the key of verifiers and credentials. */
  readonly name: string;
  /** Identifier-safe key; set by the pass `names`. */
  readonly property: string;
  readonly docs?: Docs;
  readonly span: Span;
} & (
  | { readonly kind: "apiKey"; readonly in: "query" | "header" | "cookie"; readonly parameter: string }
  /** `scheme` is lower case: `basic`, `bearer` … (RFC 9110 §11.1). */
  | { readonly kind: "http"; readonly scheme: string; readonly bearerFormat?: string }
  | {
      readonly kind: "oauth2";
      readonly flows: readonly OAuthFlow[];
      /** Where the authorization server describes itself (RFC 8414). */
      readonly metadataUrl?: string;
    }
  | { readonly kind: "openIdConnect"; readonly url: string }
  | { readonly kind: "mutualTLS" }
);

export interface OAuthFlow {
  readonly kind: "implicit" | "password" | "clientCredentials" | "authorizationCode" | "deviceAuthorization";
  readonly authorizationUrl?: string;
  readonly deviceAuthorizationUrl?: string;
  readonly tokenUrl?: string;
  readonly refreshUrl?: string;
  readonly scopes: readonly { readonly name: string; readonly description: string }[];
}

export interface Server {
  /** May hold `{variable}`s. */
  readonly url: string;
  readonly variables: readonly {
    readonly name: string;
    readonly default: string;
    readonly values: readonly string[];
    readonly docs?: Docs;
  }[];
  /** The author's name. */
  readonly name?: string;
  /** Key in the table of servers; set by the pass `names`. */
  readonly property: string;
  readonly docs?: Docs;
  readonly span: Span;
}

/** Operations that share an interface and a router: an OpenAPI tag, a Thrift service. */
export interface Group {
  readonly hint: string;
  /** PascalCase identifier; set by the pass `names`. */
  readonly name: string;
  readonly operations: readonly Operation[];
  /** The hint of a group whose operations are all among these. */
  readonly extends?: string;
  readonly docs?: Docs;
  readonly span: Span;
}

/** A value that the contract gives a name. */
export interface Constant {
  readonly hint: string;
  /** The TypeScript identifier; set by the pass `names`. */
  readonly name: string;
  readonly type: Type;
  /** In its wire (JSON) form. */
  readonly value: JsonValue;
  readonly docs?: Docs;
  readonly span: Span;
}

/** A whole contract. Front ends make it, passes refine it, emitters print it. */
export interface Api {
  /** PascalCase identifier from the file stem or `--name`, e.g. `Petstore`. */
  readonly name: string;
  /** The entry file as users write it; printed in the header of every generated file. */
  readonly source: string;
  readonly title: string;
  readonly version: string;
  readonly docs?: Docs;
  readonly servers: readonly Server[];
  /** In the order in which the contract first names them; never empty. An API without groups has one, named like the API. */
  readonly groups: readonly Group[];
  /** True when the groups come from the contract, so that each gets an interface of its own. */
  readonly grouped: boolean;
  /**
   * Requests that the API makes of those who have subscribed to them; absent: none. Their paths are where receivers listen
   * unless told otherwise. In these, as in callbacks, the API writes requests and reads replies: what only replies carry
   * elsewhere is in their requests, and the reverse.
   */
  readonly webhooks?: readonly Operation[];
  /** In the author's order. */
  readonly types: readonly NamedType[];
  /** Never empty. */
  readonly constants?: readonly Constant[];
  /** How many of each kind of definition the entry file holds, e.g. `services` to 2; for whoever counts them. */
  readonly declared?: Readonly<Record<string, number>>;
  /** Fields of the author's for the published document as a whole. */
  readonly overlay?: Overlay;
  readonly securitySchemes: readonly SecurityScheme[];
  readonly span: Span;
}

/** Where an annotation may stand. */
export type Place =
  "field" | "type" | "method" | "service" | "struct" | "enum" | "member" | "typedef" | "const" | "namespace";

/** What is known of an annotation. */
export interface KnownAnnotation {
  readonly places: readonly Place[];
  /** What it would mean is not done, which changes messages: it is reported. */
  readonly unsupported?: string;
}

const everywhere: readonly Place[] = [
  "field",
  "type",
  "method",
  "service",
  "struct",
  "enum",
  "member",
  "typedef",
  "const",
  "namespace",
];

type Row = readonly [string, KnownAnnotation];

function rows(prefix: string, names: string, ...places: readonly Place[]): readonly Row[] {
  return names.split(" ").map((name) => [prefix + name, { places }]);
}

/**
 * All annotations that are known, with the places where they may stand. Those without effect are here as well, so that they
 * are not taken for mistakes.
 */
export const knownAnnotations: ReadonlyMap<string, KnownAnnotation> = new Map<string, KnownAnnotation>([
  // Routes of a method.
  ...rows("api.", "get post put patch delete head options any connect trace", "method"),
  // Places of a field in a message, by which name.
  ...rows("api.", "query path header cookie form body raw_body raw_uri file_name", "field"),
  // The key of a field in JSON; fields that are no part of any message.
  ...rows("api.", "key none", "field"),
  // Numbers as texts; a rule. Those of a typedef hold for its fields.
  ...rows("api.", "js_conv vd", "field", "type", "typedef"),
  // The status of a reply: a field that holds it, or that of an exception.
  ["api.http_code", { places: ["field", "struct"] }],
  // The form of bodies, layers, addresses.
  ...rows("api.", "serializer middleware baseurl", "method", "service"),
  ["api.base_domain", { places: ["service"] }],
  [
    "api.no_body_struct",
    { places: ["field", "struct"], unsupported: "fields of a struct inside of a message are in its JSON" },
  ],
  [
    "api.full_body",
    { places: ["field"], unsupported: "use `api.raw_body`, or an argument that is no struct" },
  ],
  // Without effect: where other generators put code, and what documents of other tools say.
  ...rows("api.", "handler_path service_path service_gen_dir service_group gen_path category", ...everywhere),
  ...rows("api.", "tag version param protobuf api_level data_policy ref", ...everywhere),
  // What the published document says, in its own words.
  ["openapi.operation", { places: ["method"] }],
  ...rows("openapi.", "parameter property", "field"),
  ["openapi.schema", { places: ["struct", "enum", "typedef"] }],
  ["openapi.document", { places: ["service", "struct"] }],
  // Tags of Go, which have the last word about names and places.
  ["go.tag", { places: ["field"] }],
  // Gateways: places, keys and forms of fields.
  ...["agw.", "janus."].flatMap((prefix) => [
    ...rows(prefix, "source key", "field"),
    ...rows(prefix, "target", "field", "method"),
    ...rows(prefix, "js_conv body_dynamic", "field", "type", "typedef"),
    ...rows(prefix, "to_snake to_lower_camel_case", "field", "struct"),
  ]),
  ["streaming.mode", { places: ["method"] }],
]);

/** The rules of fields whose names begin with `vt.`. */
export const vtRules: readonly string[] = [
  "const",
  "lt",
  "le",
  "gt",
  "ge",
  "in",
  "not_in",
  "min_size",
  "max_size",
  "pattern",
  "prefix",
  "suffix",
  "contains",
  "not_contains",
  "defined_only",
  "not_nil",
  "no_sparse",
  "skip",
  "assert",
];

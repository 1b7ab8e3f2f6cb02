import { defineConfig, type OxlintOverride } from "oxlint";

/** Folders (and single files, by stem) of a package, each with the others that it may import. */
export type Layers = Readonly<Record<string, readonly string[]>>;

/**
 * The dependency direction. It is a table, because a rule that nobody can read is a rule that nobody keeps; a new
 * folder starts with a line here, which a test asks for.
 */
export const layers: { readonly generator: Layers; readonly runtime: Layers } = {
  generator: {
    source: [],
    ir: ["source"],
    expression: ["source", "ir"],
    openapi: ["source", "ir", "expression"],
    thrift: ["source", "ir", "expression"],
    passes: ["source", "ir"],
    emit: ["source", "ir"],
    output: ["source", "ir", "emit"],
    config: [],
    generate: ["config", "source", "ir", "expression", "openapi", "thrift", "passes", "emit", "output"],
    index: ["config", "source", "generate"],
    cli: [
      "config",
      "source",
      "ir",
      "expression",
      "openapi",
      "thrift",
      "passes",
      "emit",
      "output",
      "generate",
      "index",
    ],
  },
  runtime: {
    service: [],
    governance: ["service"],
    http: ["service"],
    respond: ["service", "http"],
    extract: ["service", "http", "respond"],
    server: ["service", "governance", "http", "respond", "extract"],
    client: ["service", "governance", "http", "respond", "extract"],
    codegen: ["service", "governance", "http", "respond", "extract", "server", "client"],
    testing: ["service", "governance", "http", "respond", "extract", "server", "client"],
    index: ["service", "governance", "http", "respond", "extract", "server", "client"],
  },
};

/** Built-in modules through which files, processes and the network are reached. */
const inputOutput: string = "^(node:)?(fs|http|https|http2|net|tls|dgram|dns|child_process)(/|$)";

/** Who may use what of the world outside the package; the keys are folders or files of generator/src. */
const generatorMay: Readonly<Record<"inputOutput" | "ts-morph" | "prettier", readonly string[]>> = {
  inputOutput: ["source", "output", "cli"],
  "ts-morph": ["output"],
  prettier: ["output"],
};

/**
 * Folders of runtime/src that are made for one host and may import its built-in modules, each with the optional peers that it
 * stands on.
 */
const hostFolders: Readonly<Record<string, readonly string[]>> = {
  "server/adapters": [],
  "server/files": [],
  "server/layers/compression": [],
  "server/layers/decompression": [],
  "server/layers/tracing": ["@opentelemetry/api"],
  "server/lifecycle": [],
  "server/websocket": ["ws"],
  "server/docs": [],
  "client/transports": [],
  "governance/discovery": [],
  testing: [],
};

type Pattern = { message: string } & ({ regex: string } | { group: string[] });

function forbid(regex: string, message: string): Pattern {
  return { regex, message };
}

/** How deep the folders of a layer go; a test fails when a file lies deeper. */
export const depths: readonly number[] = [1, 2, 3, 4];

/**
 * The patterns compare what is written, so `../openapi/` means the layer only from a file that lies directly in its
 * own: there is one set of patterns for each depth. A single file at the top, as generate.ts, has depth 0.
 */
function siblings(table: Layers, layer: string, depth: number): Pattern[] {
  const allowed = table[layer] ?? [];
  const forbidden = Object.keys(table).filter((other) => other !== layer && !allowed.includes(other));
  if (forbidden.length === 0) return [];
  const up = depth === 0 ? "\\./" : `(\\.\\./){${depth}}`;
  const may = allowed.length === 0 ? "nothing of this package" : `only ${allowed.join(", ")}`;
  return [
    forbid(
      `^${up}(${forbidden.join("|")})(/|\\.ts$)`,
      `${layer} may import ${may} (the table is in oxlint.config.ts).`,
    ),
  ];
}

function restrict(files: string, patterns: Pattern[]): OxlintOverride {
  return { files: [files], rules: { "no-restricted-imports": ["error", { patterns }] } };
}

function layerOverrides(table: Layers, source: string, layer: string, others: Pattern[]): OxlintOverride[] {
  return [
    restrict(`${source}/${layer}.ts`, [...siblings(table, layer, 0), ...others]),
    ...depths.map((depth) =>
      restrict(`${source}/${layer}/${"*/".repeat(depth - 1)}*.ts`, [
        ...siblings(table, layer, depth),
        ...others,
      ]),
    ),
  ];
}

function generatorLayer(layer: string): OxlintOverride[] {
  const others = [
    forbid(
      "^volo-(http|gen)(/|$)",
      "The generator knows the runtime by name only: emit has the table of its symbols.",
    ),
    forbid("^typescript($|/)", "TypeScript 7 has no JavaScript API."),
  ];
  if (!generatorMay.inputOutput.includes(layer)) {
    others.push(forbid(inputOutput, "Only source reads files and the network, only output writes."));
  }
  for (const name of ["ts-morph", "prettier"] as const) {
    if (!generatorMay[name].includes(layer)) {
      others.push(forbid(`^${name}($|/)`, `Only output imports ${name}: it is slow to load.`));
    }
  }
  return layerOverrides(layers.generator, "generator/src", layer, others);
}

function runtimeLayer(layer: string): OxlintOverride[] {
  return layerOverrides(layers.runtime, "runtime/src", layer, [
    forbid(
      "^[^.]",
      "The runtime has no dependencies, and built-in modules belong to the folders made for one host.",
    ),
  ]);
}

function hostFolder(folder: string, peers: readonly string[]): OxlintOverride[] {
  const [layer = "", ...inner] = folder.split("/");

  return depths
    .filter((depth) => depth > inner.length)
    .map((depth) =>
      restrict(`runtime/src/${folder}/${"*/".repeat(depth - 1 - inner.length)}*.ts`, [
        ...siblings(layers.runtime, layer, depth),
        {
          group: ["**", "!./**", "!../**", "!node:*", "!node:*/*", ...peers.map((peer) => `!${peer}`)],
          message:
            "The runtime has no dependencies but optional peers, and built-in modules are imported with `node:`.",
        },
      ]),
    );
}

export default defineConfig({
  plugins: ["typescript", "import", "unicorn", "oxc", "promise", "node", "vitest"],
  jsPlugins: ["./scripts/lint/one-printer.mjs"],
  categories: { correctness: "error" },
  options: { typeAware: true },
  env: { builtin: true, node: true },
  ignorePatterns: [
    "**/dist/**",
    "**/gen/**",
    "test/golden/**",
    "test/negative/**",
    "test/corpus/**",
    "**/fixtures/**",
  ],
  rules: {
    // Types of two files may know each other; the files then still load in any order.
    "import/no-cycle": ["error", { ignoreTypes: true }],
    "typescript/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
    "typescript/no-explicit-any": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    // Interfaces of hosts are written with methods, and implemented by plain functions.
    "typescript/unbound-method": "off",
    "no-eval": "error",
    "no-implied-eval": "error",
    "no-new-func": "error",
    eqeqeq: "error",
    // Generators escape control characters and sort strings all day.
    "no-control-regex": "off",
    // JSON Schema has a keyword of that name.
    "unicorn/no-thenable": "off",
    // The second argument is vitest's message.
    "vitest/valid-expect": ["error", { maxArgs: 2 }],
    "vitest/require-mock-type-parameters": "off",
    // Properties and fault injection check inside callbacks.
    "vitest/no-conditional-expect": "off",
    "typescript/require-array-sort-compare": "off",
  },
  overrides: [
    ...Object.keys(layers.generator).flatMap(generatorLayer),
    ...Object.keys(layers.runtime).flatMap(runtimeLayer),
    ...Object.entries(hostFolders).flatMap(([folder, peers]) => hostFolder(folder, peers)),
    {
      // Text of a contract reaches the output through one module, which escapes it.
      files: ["generator/src/**/*.ts"],
      excludeFiles: ["generator/src/emit/code.ts", "**/*.test.ts"],
      rules: { "volo/one-printer": "error" },
    },
    {
      // A test may read fixtures and look at its unit from outside.
      files: ["**/*.test.ts", "**/*.test-d.ts", "**/*.fixture.ts"],
      rules: { "no-restricted-imports": "off" },
    },
  ],
});

import { Command, InvalidArgumentError, Option } from "commander";
import { emits } from "../config.ts";
import type { Emit } from "../config.ts";
import { nearest } from "../source/suggest.ts";
import { importExtensions, int64Types } from "./config-shape.ts";
import type { ExitCode } from "./exit.ts";
import type { Pipeline } from "./pipeline.ts";
import { formats } from "./formats.ts";
import type { Format } from "./formats.ts";
import type { Terminal } from "./terminal.ts";
import type { ThriftOptions } from "./thrift-flags.ts";
import { thriftOptions, withThriftFlags } from "./thrift-flags.ts";

/** What the flags of `volo-gen <idl…>` are parsed into. */
interface GenerateFlags extends ThriftOptions {
  readonly output?: string;
  readonly name?: string;
  readonly emit?: readonly Emit[];
  readonly int64?: (typeof int64Types)[number];
  readonly importExtension?: (typeof importExtensions)[number] | "none";
  readonly lenient?: true;
  readonly strictCoverage?: true;
  readonly root?: string;
  readonly allowHost?: readonly string[];
  readonly includePath?: readonly string[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly config?: string;
  readonly watch?: true;
  readonly check?: true;
  readonly format: Format;
  readonly debug?: "stack" | "ir";
}

/** The flags that decide what is read, the same for every command that compiles. */
function reading(command: Command): Command {
  return command
    .addOption(new Option("--lenient", "turn recoverable faults of a contract into warnings"))
    .addOption(
      new Option("--root <folder>", "folder that no reference may leave (default: that of the IDL file)"),
    )
    .addOption(new Option("--allow-host <host>", "host that remote references may name").argParser(collect))
    .addOption(
      new Option(
        "-I, --include-path <folder>",
        "Thrift: folder in which includes are looked for; may be repeated",
      ).argParser(append),
    )
    .addOption(
      new Option(
        "--include <condition>",
        "compile only such operations: tag:pets, path:/pets/**, …",
      ).argParser(append),
    )
    .addOption(
      new Option("--exclude <condition>", "leave out such operations: deprecated, …").argParser(append),
    );
}

/** The command line of volo-gen. `done` gets the exit code of the command that ran. */
export function createProgram(
  version: string,
  pipeline: Pipeline,
  terminal: Terminal,
  done: (code: ExitCode) => void,
): Command {
  const program = new Command("volo-gen")
    .description("Compiles IDL files into typed servers and clients for volo-http.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .argument(
      "[idl...]",
      "IDL files (OpenAPI in JSON or YAML, Thrift); without any, the targets of the configuration",
    )
    .option("-o, --output <folder>", "folder in which each contract gets a folder (default: src/gen or gen)")
    .option("-n, --name <name>", "name of the API (default: the name of the IDL file)")
    .addOption(new Option("--emit <list>", `what to generate: ${emits.join(", ")}`).argParser(parseEmits))
    .addOption(new Option("--int64 <type>", "type of 64-bit integers").choices(int64Types))
    .addOption(
      new Option(
        "--import-extension <extension>",
        "how generated files import one another (default: see tsconfig)",
      ).choices(importExtensions.map((extension) => extension || "none")),
    )
    .option("-c, --config <file>", "configuration (default: volo-gen.config.ts, .mts, .js or .json here)")
    .option("-w, --watch", "generate again whenever a file that was read changes")
    .option("--strict-coverage", "fail on parts of a contract that nothing generated depends on")
    .addOption(new Option("--check", "write nothing; fail when the output is out of date").conflicts("watch"))
    .addOption(new Option("--format <format>", "how findings are printed").choices(formats).default("text"))
    .addOption(
      new Option("--debug [what]", "print stacks of internal errors, or the model (ir)").choices([
        "stack",
        "ir",
      ]),
    );
  withThriftFlags(reading(program)).action(async (idls: string[], flags: GenerateFlags) => {
    const { generateCommand } = await import("./generate.ts");
    const { importExtension } = flags;
    done(
      await generateCommand(
        {
          idls,
          config: flags.config,
          flags: {
            ...readingFlags(flags),
            ...thriftOptions(flags),
            ...(flags.output !== undefined && { output: flags.output }),
            ...(flags.strictCoverage !== undefined && { strictCoverage: flags.strictCoverage }),
            ...(flags.name !== undefined && { name: flags.name }),
            ...(flags.emit !== undefined && { emit: flags.emit }),
            ...(flags.int64 !== undefined && { int64: flags.int64 }),
            ...(importExtension !== undefined && {
              importExtension: importExtension === "none" ? "" : importExtension,
            }),
          },
          check: flags.check === true,
          watch: flags.watch === true,
          format: flags.format,
          dump: flags.debug === "ir",
        },
        pipeline,
        terminal,
      ),
    );
  });

  reading(
    program.command("routes").description("Prints the routes of a contract.").argument("<idl>", "IDL file"),
  )
    .option("--json", "print them as JSON")
    .action(async (input: string, _own: unknown, command: Command) => {
      const flags = command.optsWithGlobals<GenerateFlags & { json?: true }>();
      const { routesCommand } = await import("./routes.ts");
      done(
        await routesCommand(
          { input, outDir: ".", ...readingFlags(flags) },
          flags.json === true,
          pipeline,
          terminal,
        ),
      );
    });

  program
    .command("init")
    .description(
      "Makes a project with a contract, its handlers and a configuration; keeps every file that exists.",
    )
    .argument("[folder]", "folder of the project", ".")
    .option("-n, --name <name>", "name of the contract (default: the name of the folder)")
    .action(async (folder: string, _own: unknown, command: Command) => {
      const { initCommand } = await import("./init.ts");
      done(await initCommand(folder, command.optsWithGlobals<{ name?: string }>().name, terminal));
    });
  return program;
}

function readingFlags(
  flags: Pick<GenerateFlags, "lenient" | "root" | "allowHost" | "includePath" | "include" | "exclude">,
): {
  lenient?: true;
  root?: string;
  allowHosts?: readonly string[];
  includePaths?: readonly string[];
  include?: readonly string[];
  exclude?: readonly string[];
} {
  return {
    ...(flags.lenient !== undefined && { lenient: flags.lenient }),
    ...(flags.root !== undefined && { root: flags.root }),
    ...(flags.allowHost !== undefined && { allowHosts: flags.allowHost }),
    ...(flags.includePath !== undefined && { includePaths: flags.includePath }),
    ...(flags.include !== undefined && { include: flags.include }),
    ...(flags.exclude !== undefined && { exclude: flags.exclude }),
  };
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), ...value.split(",").filter((host) => host !== "")];
}

function append(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function parseEmits(value: string, before: readonly Emit[] | undefined): readonly Emit[] {
  const list = value.split(",").map((name) => name.trim());
  for (const name of list) {
    if ((emits as readonly string[]).includes(name)) continue;
    const near = nearest(name, emits);
    throw new InvalidArgumentError(
      near === undefined ? `Allowed are ${emits.join(", ")}.` : `Did you mean "${near}"?`,
    );
  }
  return [...(before ?? []), ...(list as Emit[])];
}

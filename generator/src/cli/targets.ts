import { statSync } from "node:fs";
import { basename, extname, join, relative, resolve } from "node:path";
import type { Target, TargetOptions } from "../config.ts";
import { kebabCase } from "../passes/words.ts";
import type { Diagnostics } from "../source/diagnostic.ts";
import { UsageError } from "./exit.ts";
import type { LoadedConfig } from "./load-config.ts";
import type { GenerateOptions } from "../generate.ts";

/** What the command line says about the targets; it has the last word over the configuration. */
export interface TargetFlags extends TargetOptions {
  readonly name?: string;
}

/** A contract to compile, everything decided. */
export interface ResolvedTarget {
  /** Folder that the user named. */
  readonly outDir: string;
  /** Folder of the contract inside. */
  readonly folder: string;
  readonly request: GenerateOptions;
}

/**
 * The targets of a run: the IDL files on the command line, each with the options that the configuration has for it,
 * or everything in the configuration. Two that want the same folder are a diagnostic.
 *
 * @throws UsageError when there is nothing to do.
 */
export function resolveTargets(
  idls: readonly string[],
  flags: TargetFlags,
  loaded: LoadedConfig | undefined,
  diagnostics: Diagnostics,
): ResolvedTarget[] {
  const files = idls.filter((idl, i) => idls.findIndex((other) => resolve(other) === resolve(idl)) === i);
  const targets = files.length === 0 ? configured(loaded) : files.flatMap((idl) => named(idl, loaded));
  if (targets.length === 0 && loaded !== undefined) {
    diagnostics.add("VG5012", `targets in ${basename(loaded.file)} is empty, and no IDL file is named`);
  }
  if (flags.name !== undefined && targets.length > 1) throw new UsageError("--name fits one IDL file only");
  const resolved = targets.map((target) => resolveTarget(overlay(target, flags)));
  const owners = new Map<string, string>();
  for (const { outDir, folder, request } of resolved) {
    const place = join(outDir, folder);
    const key = resolve(place).toLowerCase();
    const other = owners.get(key);
    if (other !== undefined) {
      diagnostics.add("VG5007", `"${other}" and "${request.input}" would both be written into "${place}"`, {
        hint: "rename one of the files, or give them different output folders",
      });
    }
    owners.set(key, request.input);
  }
  return resolved;
}

/** The targets of a configuration, their paths as seen from the working directory. */
function configured(loaded: LoadedConfig | undefined): Target[] {
  if (loaded === undefined) {
    throw new UsageError("no IDL file is named, and there is no volo-gen.config.ts here");
  }
  const { targets, ...shared } = loaded.config;
  const from = (path: string): string => relative("", resolve(loaded.folder, path));
  return targets.map((target) => {
    const all = overlay({ ...shared, ...target }, {});
    return {
      ...all,
      input: from(all.input),
      output: all.output === undefined ? defaultOutput(relative("", loaded.folder)) : from(all.output),
      ...(all.root !== undefined && { root: from(all.root) }),
      ...(all.includePaths !== undefined && {
        includePaths: all.includePaths.map((path) => from(path) || "."),
      }),
    };
  });
}

/** An IDL file of the command line: as the configuration has it, or with what is shared there. */
function named(idl: string, loaded: LoadedConfig | undefined): Target[] {
  if (loaded === undefined) return [{ input: idl }];
  const known = configured({
    ...loaded,
    config: { ...loaded.config, targets: [...loaded.config.targets, { input: resolve(idl) }] },
  });
  const own = known.slice(0, -1).filter(({ input }) => resolve(input) === resolve(idl));
  return (own.length > 0 ? own : known.slice(-1)).map((target) => ({ ...target, input: idl }));
}

/** What is not `undefined` in `flags` replaces what `target` says. */
function overlay(target: Target, flags: TargetFlags): Target {
  const given = Object.entries({ ...target, ...flags }).map(([key, value]): [string, unknown] => [
    key,
    value === undefined ? target[key as keyof Target] : value,
  ]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as unknown as Target;
}

function resolveTarget({ output, ...request }: Target): ResolvedTarget {
  const outDir = output ?? defaultOutput("");
  const folder = kebabCase(basename(request.input, extname(request.input)));
  return { outDir, folder, request: { ...request, outDir: join(outDir, folder) } };
}

/** `src/gen` in a project that has a `src`, otherwise `gen`. */
function defaultOutput(project: string): string {
  const isFolder = statSync(join(project, "src"), { throwIfNoEntry: false })?.isDirectory() === true;
  return join(project, isFolder ? "src/gen" : "gen");
}

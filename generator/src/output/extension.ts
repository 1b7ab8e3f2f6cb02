import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { ts as TypeScript } from "ts-morph";

/** How the import of a generated file by another one ends; `""` is no extension at all. */
export type ImportExtension = ".ts" | ".js" | "";

type Options = TypeScript.CompilerOptions;

/**
 * The extension that the project around an output folder can compile, read from its nearest `tsconfig.json` (with
 * what that one extends or, when it has no options of its own, references):
 *
 * - `.ts` where `allowImportingTsExtensions` or `rewriteRelativeImportExtensions` is set, or where there is no
 *   tsconfig: it is what Node, Bun and Deno run directly;
 * - otherwise `.js` for the module systems of Node, which want an extension;
 * - otherwise none, which is what bundlers and CommonJS are used to.
 */
export async function importExtensionFor(outDir: string): Promise<ImportExtension> {
  const config = nearestConfig(outDir);
  if (config === undefined) return ".ts";
  const { ts } = await import("ts-morph");
  const options = optionsOf(ts, config);
  return options === undefined ? ".ts" : extensionOf(ts, options);
}

function nearestConfig(outDir: string): string | undefined {
  for (let folder = resolve(outDir); ; folder = dirname(folder)) {
    const file = join(folder, "tsconfig.json");
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The options that decide; `undefined` when the file cannot be read, which is for `tsc` to complain about. */
function optionsOf(ts: typeof TypeScript, file: string): Options | undefined {
  const { config, error } = ts.readConfigFile(file, (path) => ts.sys.readFile(path));
  if (error !== undefined) return undefined;
  // The list of source files is not needed, and finding it means walking the whole project.
  const host = { ...ts.sys, readDirectory: () => [] };
  const parsed = ts.parseJsonConfigFileContent(config, host, dirname(file), undefined, file);
  if (decides(parsed.options)) return parsed.options;
  for (const reference of parsed.projectReferences ?? []) {
    const path = ts.resolveProjectReferencePath(reference);
    // A reference that leads back to this file would never end.
    if (path === file || !existsSync(path)) continue;
    const read = ts.readConfigFile(path, (name) => ts.sys.readFile(name));
    if (read.error !== undefined) continue;
    const { options } = ts.parseJsonConfigFileContent(read.config, host, dirname(path), undefined, path);
    if (decides(options)) return options;
  }
  return parsed.options;
}

function decides(options: Options): boolean {
  return (
    options.allowImportingTsExtensions !== undefined ||
    options.rewriteRelativeImportExtensions !== undefined ||
    options.module !== undefined ||
    options.moduleResolution !== undefined
  );
}

/** The path of a file of TypeScript as an import names it. */
export function withExtension(path: string, extension: ImportExtension): string {
  if (extension === ".ts") return path;
  // Without extensions only `.ts` is looked for; the other two are found by what they compile to.
  return path.replace(/(?:\.d)?\.([mc]?)ts$/, (_, kind: string) => (kind === "" ? extension : `.${kind}js`));
}

function extensionOf(ts: typeof TypeScript, options: Options): ImportExtension {
  if (options.allowImportingTsExtensions === true || options.rewriteRelativeImportExtensions === true)
    return ".ts";
  const { ModuleKind, ModuleResolutionKind } = ts;
  const node =
    options.moduleResolution === undefined
      ? options.module !== undefined &&
        options.module >= ModuleKind.Node16 &&
        options.module <= ModuleKind.NodeNext
      : options.moduleResolution === ModuleResolutionKind.Node16 ||
        options.moduleResolution === ModuleResolutionKind.NodeNext;
  return node ? ".js" : "";
}

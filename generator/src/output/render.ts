import { posix } from "node:path";
import type { ImportDeclarationStructure, Project, ts as TypeScript } from "ts-morph";
import { commentText, literal } from "../emit/code.ts";
import type { GeneratedExport, GeneratedFile, GeneratedImport } from "../emit/file.ts";
import type { Diagnostics } from "../source/diagnostic.ts";
import type { ImportExtension } from "./extension.ts";
import { withExtension } from "./extension.ts";

/** How generated files are printed. */
export interface RenderOptions {
  /** The IDL file as the header names it: see `originOf`. */
  readonly source: string;
  /** See `importExtensionFor`. */
  readonly importExtension: ImportExtension;
  /** The way from the folder of the output to that of the IDL file: see `wayBetween`. Default: they are the same. */
  readonly idlFolder?: string;
}

/** A file of the output. */
export interface OutputFile {
  /** Path inside the folder of the contract, with `/` separators and extension. */
  readonly path: string;
  readonly text: string;
}

const LINE_WIDTH = 110;

/**
 * Prints files as TypeScript, each with its header and its imports. A text that does not parse is a fault of ours and
 * perhaps an attack by the IDL: it becomes VG5090, and nothing of the run may be written.
 */
export async function renderFiles(
  files: Iterable<GeneratedFile>,
  options: RenderOptions,
  diagnostics: Diagnostics,
): Promise<OutputFile[]> {
  const list = [...files];
  if (list.length === 0) return [];
  // A third of a second to load: a run that ends with findings in the IDL does not need it.
  const morph = await import("ts-morph");
  const project = new morph.Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
    manipulationSettings: { indentationText: morph.IndentationText.TwoSpaces },
  });
  return list.map((file) => {
    const path = `${file.path}.ts`;
    // Only the head is built of structures. What follows is text already, and handing megabytes of it through the
    // writer of ts-morph, which looks at every character, triples the time and keeps the tree.
    const head = renderHead(project, morph.StructureKind.ImportDeclaration, file, options);
    const parts = [head, ...file.statements.map((statement) => `\n${statement.trim()}\n`)];
    checkSyntax(morph.ts, path, parts, diagnostics);
    return { path, text: parts.join("") };
  });
}

/** The header and the imports of a file. */
function renderHead(
  project: Project,
  kind: ImportDeclarationStructure["kind"],
  file: GeneratedFile,
  options: RenderOptions,
): string {
  const [first, ...others] = importsOf(file.imports, options).map((group) => structure(kind, group));
  const imports = first === undefined ? [] : [{ ...first, leadingTrivia: "\n" }, ...others];
  const source = project.createSourceFile(`${file.path}.ts`, {
    statements: [headerOf(options.source), ...imports],
  });
  const text = source.getFullText();
  source.forget();
  return text + exportsOf(file.exports, options.importExtension);
}

/** The names that a file passes on, one declaration a module and kind. */
function exportsOf(exports: readonly GeneratedExport[], extension: ImportExtension): string {
  if (exports.length === 0) return "";
  const lines = exports.map(({ module, names, typeOnly }) => {
    const head = typeOnly ? "export type {" : "export {";
    const tail = `} from ${literal(module + extension)};\n`;
    const line = `${head} ${names.join(", ")} ${tail}`;
    return line.length <= LINE_WIDTH
      ? line
      : `${head}\n${names.map((name) => `  ${name},\n`).join("")}${tail}`;
  });
  return `\n${lines.join("")}`;
}

/** What the compiler says about a text it only parsed; its type declarations keep it to themselves. */
interface Parsed {
  readonly parseDiagnostics: readonly {
    readonly start: number;
    readonly messageText: string | { readonly messageText: string };
  }[];
}

/** Characters of statements that are parsed at a time: the tree of a file of megabytes would take hundreds of them. */
const pieceLength = 20_000;

/**
 * The last guard: text that got out of its string or comment rarely leaves a program that parses. Each piece must do so
 * on its own, which is more than the file has to.
 */
function checkSyntax(
  ts: typeof TypeScript,
  path: string,
  statements: readonly string[],
  diagnostics: Diagnostics,
): void {
  let piece = "";
  let lines = 0;
  for (const [i, statement] of statements.entries()) {
    piece += statement;
    if (piece.length < pieceLength && i < statements.length - 1) continue;
    if (!checkPiece(ts, path, piece, lines, diagnostics)) return;
    lines += piece.split("\n").length - 1;
    piece = "";
  }
}

/** @param before lines of the file before the piece. */
function checkPiece(
  ts: typeof TypeScript,
  path: string,
  text: string,
  before: number,
  diagnostics: Diagnostics,
): boolean {
  // Comments hold documentation and nothing that could be wrong; to parse them costs a third of the time.
  const jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
  const source = ts.createSourceFile(path, text, {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode,
  });
  const [fault] = (source as unknown as Parsed).parseDiagnostics;
  if (fault === undefined) return true;
  const { line, character } = source.getLineAndCharacterOfPosition(fault.start);
  const message = typeof fault.messageText === "string" ? fault.messageText : fault.messageText.messageText;
  const place = `${before + line + 1}:${character + 1}`;
  diagnostics.add("VG5090", `the generated file ${path} is not valid TypeScript at ${place}: ${message}`, {
    hint: "this is a fault of volo-gen: please report it with the IDL file",
  });
  return false;
}

function headerOf(source: string): string {
  return [
    `// Code generated by volo-gen from ${commentText(source).replaceAll("\n", " ")}. DO NOT EDIT.`,
    "/* eslint-disable */",
    "/* oxlint-disable */",
    "// biome-ignore-all lint: generated code",
  ].join("\n");
}

/** The names that one import declaration brings. */
interface ImportGroup {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly names: readonly string[];
  /** The module as a whole under one name; there are no names then. */
  readonly namespace?: string;
}

/** One declaration a module and kind: packages first, then files from the farthest folder to the nearest. */
function importsOf(imports: readonly GeneratedImport[], options: RenderOptions): ImportGroup[] {
  const groups = new Map<string, { specifier: string; typeOnly: boolean; names: string[] }>();
  const namespaces: ImportGroup[] = [];
  for (const { module, ofUser, name: exported, local, typeOnly } of imports) {
    const name = local === exported ? exported : `${exported} as ${local}`;
    const specifier = specifierOf(module, ofUser === true, options);
    if (exported === "*") {
      namespaces.push({ specifier, typeOnly, names: [], namespace: local });
      continue;
    }
    const key = `${specifier} ${typeOnly}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { specifier, typeOnly, names: [name] });
    else group.names.push(name);
  }
  for (const group of groups.values()) group.names.sort(byName);
  return [...namespaces, ...groups.values()].sort(
    (a, b) =>
      distanceOf(b.specifier) - distanceOf(a.specifier) ||
      byName(a.specifier, b.specifier) ||
      Number(a.typeOnly) - Number(b.typeOnly),
  );
}

/** How a generated file in the folder of the output names a module. */
function specifierOf(module: string, ofUser: boolean, options: RenderOptions): string {
  const { importExtension: extension, idlFolder = "" } = options;
  if (!module.startsWith(".")) return module;
  if (!ofUser) return module + extension;
  const path = posix.join(idlFolder, module);
  return withExtension(path.startsWith("../") ? path : `./${path}`, extension);
}

function distanceOf(specifier: string): number {
  return specifier.startsWith(".") ? specifier.split("../").length : Number.MAX_SAFE_INTEGER;
}

/** Alphabetical whatever the case, and never dependent on the locale of the machine. */
function byName(a: string, b: string): number {
  const x = a.toLowerCase();
  const y = b.toLowerCase();
  if (x !== y) return x < y ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}

function structure(kind: ImportDeclarationStructure["kind"], group: ImportGroup): ImportDeclarationStructure {
  const { specifier: moduleSpecifier, typeOnly: isTypeOnly, names, namespace } = group;
  if (namespace !== undefined) return { kind, moduleSpecifier, isTypeOnly, namespaceImport: namespace };
  const length = `import ${isTypeOnly ? "type " : ""}{ ${names.join(", ")} } from "${moduleSpecifier}";`
    .length;
  if (length <= LINE_WIDTH) return { kind, moduleSpecifier, isTypeOnly, namedImports: [...names] };
  return {
    kind,
    moduleSpecifier,
    isTypeOnly,
    namedImports: (writer) => {
      writer.newLine();
      for (const name of names) writer.write(`${name},`).newLine();
    },
  };
}

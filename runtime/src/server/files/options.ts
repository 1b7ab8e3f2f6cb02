import { checkFieldValue } from "../layers/check-options.ts";

/** How the files of a folder are served. */
export interface StaticFilesOptions {
  /** Name of the file that stands for its folder; default `index.html`. `false`: folders are 404. */
  readonly index?: string | false;
  /** Whether files and folders whose names begin with a dot are served; default false: they are 404. */
  readonly dotfiles?: boolean;
  /**
   * Value of `cache-control`, or a function that gives it for the path of a file below the root; one that gives undefined
   * leaves the field to layers. Default `no-cache`: caches keep the file, and ask each time whether it has changed.
   */
  readonly cacheControl?: string | ((path: string) => string | undefined);
  /** Media types by extension, without the dot; they go before the usual ones. What is unknown is `application/octet-stream`. */
  readonly contentTypes?: Readonly<Record<string, string>>;
  /** Asks callers to save every file, under its own name; what strangers have uploaded should not run as a page. Default false. */
  readonly attachment?: boolean;
  /**
   * Sends `name.br`, `name.zst` or `name.gz` in place of `name` to callers that accept the coding, if there is such a file; it
   * must have been made of the same state. Default false.
   */
  readonly precompressed?: boolean;
}

/** {@link StaticFilesOptions}, checked and with their defaults. */
export interface StaticFilesConfig {
  readonly index: string | undefined;
  readonly dotfiles: boolean;
  readonly cacheControl: string | ((path: string) => string | undefined);
  readonly contentTypes: ReadonlyMap<string, string>;
  readonly attachment: boolean;
  readonly precompressed: boolean;
}

/** @throws {TypeError} when an option cannot be used */
export function resolveOptions(root: string, options: StaticFilesOptions): StaticFilesConfig {
  const { index = "index.html", cacheControl = "no-cache" } = options;
  if (typeof root !== "string" || root === "" || root.includes("\0")) {
    throw new TypeError("root is the path of a folder");
  }
  // A dot or two would be the folder itself, or the one around it.
  if (index !== false && (/^\.{0,2}$/.test(index) || /[/\\\0]/.test(index))) {
    throw new TypeError(`index is the name of a file, not ${JSON.stringify(index)}`);
  }
  if (typeof cacheControl === "string") checkFieldValue("cacheControl", cacheControl);
  const contentTypes = new Map<string, string>();
  for (const [extension, type] of Object.entries(options.contentTypes ?? {})) {
    if (extension.includes(".")) throw new TypeError(`contentTypes: ${extension} has a dot`);
    contentTypes.set(extension.toLowerCase(), checkFieldValue(`contentTypes: ${extension}`, type));
  }
  return {
    index: index === false ? undefined : index,
    dotfiles: options.dotfiles ?? false,
    cacheControl,
    contentTypes,
    attachment: options.attachment ?? false,
    precompressed: options.precompressed ?? false,
  };
}

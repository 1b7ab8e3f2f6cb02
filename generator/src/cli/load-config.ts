import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Config } from "../config.ts";
import type { Diagnostics } from "../source/diagnostic.ts";
import { didYouMean } from "../source/suggest.ts";
import type { Shape } from "./config-shape.ts";
import { configShape } from "./config-shape.ts";

const names = ["ts", "mts", "js", "json"].map((extension) => `volo-gen.config.${extension}`);

/** A configuration that was read. */
export interface LoadedConfig {
  readonly file: string;
  /** What the paths in it are relative to. */
  readonly folder: string;
  readonly config: Config;
}

/**
 * Path of the configuration: the named file, or the one in the working directory, if there is one. Two in one folder
 * are a diagnostic.
 */
export function findConfig(named: string | undefined, diagnostics: Diagnostics): string | undefined {
  if (named !== undefined) return named;
  const [name, other] = names.filter((candidate) => existsSync(candidate));
  if (other !== undefined) {
    diagnostics.add("VG5010", `there are two configurations, "${name}" and "${other}"`, {
      hint: "delete one of them, or name one with --config",
    });
  }
  return name;
}

/**
 * Reads a configuration. It is a module that Node imports as it is; what is wrong with it becomes diagnostics.
 *
 * @param fresh reads it again although it was imported before.
 */
export async function loadConfig(
  name: string,
  diagnostics: Diagnostics,
  fresh = false,
): Promise<LoadedConfig | undefined> {
  const file = resolve(name);
  if (!existsSync(file)) {
    diagnostics.add("VG5010", `the configuration "${name}" does not exist`);
    return undefined;
  }
  const value = await importDefault(file, name, diagnostics, fresh);
  if (value === undefined) return undefined;
  const faults = new Faults(basename(file), diagnostics);
  faults.check(value, configShape, "");
  return faults.none ? { file, folder: dirname(file), config: value as Config } : undefined;
}

async function importDefault(
  file: string,
  name: string,
  diagnostics: Diagnostics,
  fresh: boolean,
): Promise<unknown> {
  const url = pathToFileURL(file);
  if (fresh) url.searchParams.set("t", String(Date.now()));
  try {
    const json = file.endsWith(".json") ? { with: { type: "json" } } : undefined;
    const module = (await import(url.href, json)) as { default?: unknown };
    if (module.default !== undefined) return module.default;
    diagnostics.add("VG5010", `"${name}" has no default export`, {
      hint: "write: export default defineConfig({ … })",
    });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    diagnostics.add("VG5010", `"${name}" cannot be loaded: ${text.split("\n", 1)[0] ?? text}`);
  }
  return undefined;
}

/** Compares a value with its shape. */
class Faults {
  readonly #file: string;
  readonly #diagnostics: Diagnostics;
  none = true;

  constructor(file: string, diagnostics: Diagnostics) {
    this.#file = file;
    this.#diagnostics = diagnostics;
  }

  check(value: unknown, shape: Shape, at: string): void {
    const place = at === "" ? `the configuration in ${this.#file}` : `${at} in ${this.#file}`;
    switch (shape.kind) {
      case "text":
        if (typeof value !== "string" || value === "") this.#refuse(`${place} must be a text`);
        return;
      case "switch":
        if (typeof value !== "boolean") this.#refuse(`${place} must be true or false`);
        return;
      case "choice":
        if (shape.values.includes(value as string)) return;
        this.#refuse(
          `${place} must be one of ${shape.values.map((item) => JSON.stringify(item)).join(", ")}`,
          typeof value === "string" ? didYouMean(value, shape.values) : undefined,
        );
        return;
      case "list":
        if (!Array.isArray(value)) this.#refuse(`${place} must be a list`);
        else value.forEach((item, i) => this.check(item, shape.of, `${at}[${i}]`));
        return;
      case "object":
        if (typeof value !== "object" || value === null || Array.isArray(value)) {
          this.#refuse(`${place} must be an object`);
        } else this.#object(value as Record<string, unknown>, shape, at, place);
    }
  }

  #object(
    value: Record<string, unknown>,
    shape: Shape & { kind: "object" },
    at: string,
    place: string,
  ): void {
    for (const [key, item] of Object.entries(value)) {
      const expected = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
      if (expected !== undefined) {
        if (item !== undefined) this.check(item, expected, at === "" ? key : `${at}.${key}`);
        continue;
      }
      this.none = false;
      this.#diagnostics.add("VG5011", `${place} has the unknown key ${JSON.stringify(key)}`, {
        hint: didYouMean(key, Object.keys(shape.keys)) ?? `known keys: ${Object.keys(shape.keys).join(", ")}`,
      });
    }
    for (const key of shape.required) {
      if (value[key] === undefined) this.#refuse(`${place} has no ${JSON.stringify(key)}`);
    }
  }

  #refuse(message: string, hint?: string): void {
    this.none = false;
    this.#diagnostics.add("VG5012", message, { hint });
  }
}

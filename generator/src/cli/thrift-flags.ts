import type { Command } from "commander";
import { Option } from "commander";
import type { TargetOptions } from "../config.ts";
import { thriftChoices } from "./config-shape.ts";

/** The options of a target that only contracts in Thrift have, except for where their includes are. */
export type ThriftOptions = Pick<
  TargetOptions,
  "compat" | "enumValues" | "openEnums" | "zeroValues" | "maps" | "sets" | "queryLists" | "base"
>;

/** Adds the flags that only contracts in Thrift ask for. */
export function withThriftFlags(command: Command): Command {
  const choice = (flag: string, what: string, values: readonly string[]): Option =>
    new Option(flag, `Thrift: ${what}`).choices(values);
  return command
    .addOption(choice("--compat <tool>", "follow another tool where it differs", thriftChoices.compat))
    .addOption(choice("--enum-values <what>", "what enums are", thriftChoices.enumValues))
    .addOption(new Option("--open-enums", "Thrift: keep values that an enum does not list"))
    .addOption(new Option("--no-zero-values", "Thrift: absent fields have no zero value"))
    .addOption(choice("--maps <type>", "what maps are in TypeScript", thriftChoices.maps))
    .addOption(choice("--sets <type>", "what sets are in TypeScript", thriftChoices.sets))
    .addOption(choice("--query-lists <style>", "how lists stand in a query", thriftChoices.queryLists))
    .addOption(choice("--base <what>", "what becomes of Base and BaseResp", thriftChoices.base));
}

/** What the flags say; those that were not given are left to the configuration. */
export function thriftOptions(flags: ThriftOptions): ThriftOptions {
  const { compat, enumValues, openEnums, zeroValues, maps, sets, queryLists, base } = flags;
  return {
    ...(compat !== undefined && { compat }),
    ...(enumValues !== undefined && { enumValues }),
    ...(openEnums !== undefined && { openEnums }),
    // A flag that begins with `no-` is true until it is given.
    ...(zeroValues === false && { zeroValues }),
    ...(maps !== undefined && { maps }),
    ...(sets !== undefined && { sets }),
    ...(queryLists !== undefined && { queryLists }),
    ...(base !== undefined && { base }),
  };
}

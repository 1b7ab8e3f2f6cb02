import type { Api } from "../ir/index.ts";
import type { Diagnostics } from "../source/diagnostic.ts";
import { ambiguity } from "./ambiguity.ts";
import type { Claimant } from "./claims.ts";
import { Claims } from "./claims.ts";
import { events } from "./events.ts";
import { conflicts } from "./conflicts.ts";
import { hoist } from "./hoist.ts";
import type { ReservedNames } from "./names.ts";
import { names } from "./names.ts";
import { ownTypes } from "./own-types.ts";
import type { RouteRules } from "./routes.ts";
import { routes } from "./routes.ts";
import { share } from "./share.ts";
import { sharedNames } from "./shared-names.ts";
import { unions } from "./unions.ts";
import { views } from "./views.ts";
import { wideNumbers } from "./wide-numbers.ts";

export type { ReservedNames } from "./names.ts";
export type { RouteRules } from "./routes.ts";

/** Refines what a front end made, in this order, and reports what no front end can see on its own. */
export function runPasses(
  api: Api,
  reserved: ReservedNames,
  diagnostics: Diagnostics,
  rules: RouteRules = {},
): Api {
  const types = new Claims(reserved.types, undefined, (claimant, name, holder) =>
    reportClash(diagnostics, claimant, name, holder),
  );
  const named = names(
    unions(share(conflicts(wideNumbers(hoist(events(api, diagnostics))), diagnostics))),
    types,
    reserved,
  );
  routes(named, diagnostics, rules);
  ambiguity(named, diagnostics);
  sharedNames(named, diagnostics);
  return ownTypes(views(named, types), diagnostics);
}

function reportClash(
  diagnostics: Diagnostics,
  { base, span }: Claimant,
  name: string,
  holder: Claimant | undefined,
): void {
  const message = `the name ${base} is taken in the generated code: this is called ${name}`;
  diagnostics.add("VG2109", message, {
    span,
    hint: "name one of the two with x-volo-name",
    ...(holder?.span !== undefined && { related: [{ message: "what has the name", span: holder.span }] }),
  });
}

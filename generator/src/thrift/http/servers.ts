import type { Server } from "../../ir/api.ts";
import type { Diagnostics } from "../../source/diagnostic.ts";
import type { Annotation } from "../ast.ts";
import type { Said } from "./annotation.ts";
import { said } from "./annotation.ts";

/** The servers that annotations of a key name; those that cannot be used are diagnostics and are left out. */
export function serversOf(
  annotations: readonly Annotation[],
  key: "api.base_domain" | "api.baseurl",
  diagnostics: Diagnostics,
): readonly Server[] {
  const servers = new Map<string, Server>();
  for (const one of said(annotations, key)) {
    const url = urlOf(one, diagnostics);
    if (url !== undefined && !servers.has(url)) {
      servers.set(url, { url, variables: [], property: "", span: one.span });
    }
  }
  return [...servers.values()];
}

/** An absolute URL, or a path for addresses without a host. A domain alone is spoken to by HTTPS. */
function urlOf({ text, span }: Said, diagnostics: Diagnostics): string | undefined {
  const address = text.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1]?.toLowerCase();
  const url = scheme !== undefined || address.startsWith("/") ? address : `https://${address}`;
  const refuse = (why: string): undefined => {
    diagnostics.add("VG3260", `\`${text}\` cannot be the address of a server: ${why}`, { span });
  };
  if (address === "") return refuse("it is empty");
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    return refuse(`clients speak HTTP, not \`${scheme}\``);
  }
  if (/[?#\s{}\\]/.test(url)) return refuse("it is no more than a scheme, a host and a path");
  return URL.canParse(url, "https://relative.invalid/") ? url : refuse("it is not a URL");
}

/**
 * Tells servers of a whole contract from those of parts of it: what all services with an address have in common is for
 * everything.
 */
export function commonServers(services: readonly (readonly Server[])[]): readonly Server[] {
  const named = services.filter((servers) => servers.length > 0);
  const urls = (servers: readonly Server[]): string => servers.map(({ url }) => url).join(" ");
  return new Set(named.map(urls)).size === 1 ? (named[0] ?? []) : [];
}

import type { Api, Operation, SecurityRequirement, SecurityScheme } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, identifier, join, literal, propertyKey } from "../code.ts";
import type { GeneratedFile } from "../file.ts";
import { schemesTable, schemeWords } from "../security.ts";

/** Declares what verifiers find out and the verifiers themselves; nothing when no operation asks for credentials. */
export function declareSecurity(api: Api, schemes: readonly SecurityScheme[], file: GeneratedFile): void {
  if (schemes.length === 0) return;
  const principals = identifier(`${api.name}Principals`);
  const found = schemes.map((scheme) => code`${propertyKey(scheme.property)}: unknown;`);
  file.add(
    code`/** What the verifier of each security scheme finds out about a caller. */\nexport interface ${principals} {\n  ${found}\n}`,
  );
  const verifiers = schemes.map((scheme) => {
    const scopes = scopesOf(api, scheme).map((scope) => literal(scope));
    const types = [
      credentialType(scheme, file),
      code`P[${literal(scheme.property)}]`,
      ...(scopes.length === 0 ? [] : [join(scopes, " | ")]),
    ];
    const type = code`${file.runtimeType("Verifier")}<${join(types, ", ")}>`;
    return code`/** ${schemeWords(scheme)} */\n${propertyKey(scheme.property)}: ${type};`;
  });
  const name = identifier(`${api.name}Security`);
  file.add(
    code`/** Verifiers, one for each security scheme of the contract. */\nexport interface ${name}<P extends ${principals} = ${principals}> {\n  ${verifiers}\n}`,
  );
}

/** The constant that tells the runtime where each credential is found. */
export function schemesConstant(schemes: readonly SecurityScheme[], file: GeneratedFile): Code {
  return code`const schemes: ${file.runtimeType("SecuritySchemes")} = ${schemesTable(schemes)};`;
}

/** Every scope that the scheme declares, and those that operations ask for besides. */
function scopesOf(api: Api, scheme: SecurityScheme): readonly string[] {
  const scopes = new Set<string>();
  if (scheme.kind === "oauth2") {
    for (const flow of scheme.flows) for (const scope of flow.scopes) scopes.add(scope.name);
  }
  for (const { security } of api.groups.flatMap((group) => group.operations)) {
    for (const need of security.flatMap((requirement) => requirement.schemes)) {
      if (need.scheme === scheme.name) for (const scope of need.scopes) scopes.add(scope);
    }
  }
  return [...scopes];
}

function credentialType(scheme: SecurityScheme, file: GeneratedFile): Code {
  // The certificate is looked at by whoever ends TLS, which may be a proxy.
  if (scheme.kind === "mutualTLS") return code`${file.runtimeType("PeerCertificate")} | undefined`;
  if (scheme.kind !== "http" || scheme.scheme === "bearer") return code`string`;
  return file.runtimeType(scheme.scheme === "basic" ? "BasicCredentials" : "HttpCredentials");
}

/** The type of the context that a handler gets: `Cx`, with how its callers may have been let in. */
export function contextType(op: Operation, schemes: readonly SecurityScheme[], file: GeneratedFile): Code {
  if (op.security.length === 0) return code`Cx`;
  const ways = new Set(op.security.map((requirement) => wayType(requirement, schemes, file)));
  return code`Cx & ${file.runtimeType("Authenticated")}<${join([...ways], " | ")}>`;
}

function wayType(
  requirement: SecurityRequirement,
  schemes: readonly SecurityScheme[],
  file: GeneratedFile,
): Code {
  const names = propertiesOf(requirement, schemes).map(({ property }) => property);
  if (names.length === 0) return file.runtimeType("Anonymous");
  const properties = names.map((name) => literal(name));
  const label = names.length > 1 ? [literal(names.join("+"))] : [];
  return code`${file.runtimeType("Via")}<${join([code`P`, join(properties, " | "), ...label], ", ")}>`;
}

/** The requirements of an operation as the runtime reads them. */
export function requirementsCode(op: Operation, schemes: readonly SecurityScheme[]): Code {
  const alternatives = op.security.map((requirement) => {
    const rows = propertiesOf(requirement, schemes).map(({ property, scopes }) => {
      return code`${propertyKey(property)}: [${join(
        scopes.map((scope) => literal(scope)),
        ", ",
      )}]`;
    });
    return rows.length === 0 ? code`{}` : code`{ ${join(rows, ", ")} }`;
  });
  return code`[${join(alternatives, ", ")}]`;
}

function propertiesOf(
  requirement: SecurityRequirement,
  schemes: readonly SecurityScheme[],
): readonly { property: string; scopes: readonly string[] }[] {
  return requirement.schemes.flatMap(({ scheme, scopes }) => {
    const known = schemes.find((one) => one.name === scheme);
    return known === undefined ? [] : [{ property: known.property, scopes }];
  });
}

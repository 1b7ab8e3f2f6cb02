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
    const type = code`${file.runtimeType("Verifier")}<${credentialType(scheme, file)}, P[${literal(scheme.property)}]>`;
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

function credentialType(scheme: SecurityScheme, file: GeneratedFile): Code {
  if (scheme.kind === "mutualTLS") return code`undefined`;
  return scheme.kind === "http" && scheme.scheme === "basic"
    ? file.runtimeType("BasicCredentials")
    : code`string`;
}

/** The type of the context that a handler gets: `Cx`, with the principals of each way to be let in. */
export function contextType(op: Operation, schemes: readonly SecurityScheme[], file: GeneratedFile): Code {
  if (op.security.length === 0) return code`Cx`;
  const ways = new Set(op.security.map((requirement) => principalsType(requirement, schemes)));
  return code`Cx & ${file.runtimeType("Authenticated")}<${join([...ways], " | ")}>`;
}

function principalsType(requirement: SecurityRequirement, schemes: readonly SecurityScheme[]): Code {
  const properties = propertiesOf(requirement, schemes).map(({ property }) => literal(property));
  return properties.length === 0 ? code`Record<never, never>` : code`Pick<P, ${join(properties, " | ")}>`;
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

import type { Server } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, commentText, identifier, join, literal, propertyKey } from "../code.ts";
import type { Contract } from "../contract.ts";
import { lowerFirst } from "../contract.ts";
import type { GeneratedFile } from "../file.ts";
import { record } from "../layout.ts";
import { serverUrl } from "../servers.ts";

/** The name of the table of servers, where there is a choice to make: several servers, or variables. */
export function serversName({ api }: Contract): string | undefined {
  const isChoice = api.servers.length > 1 || api.servers.some(({ variables }) => variables.length > 0);
  return isChoice ? `${lowerFirst(api.name)}Servers` : undefined;
}

/** Declares the URLs of the servers: texts, and functions where a URL has variables. */
export function declareServers(contract: Contract, file: GeneratedFile): void {
  const name = serversName(contract);
  if (name === undefined) return;
  const rows = contract.api.servers.map((server) => row(server, file));
  file.add(code`/** Base URLs of the contract's servers; variables that are left out have their defaults. */
export const ${identifier(name)} = {
  ${rows}
} as const;`);
}

function row(server: Server, file: GeneratedFile): Code {
  const { variables, property } = server;
  const words = [server.docs?.description ?? server.docs?.title, `\`${server.url}\``]
    .filter(Boolean)
    .join(" ");
  const comment = code`/** ${commentText(words.replaceAll(/\s+/g, " "))} */\n`;
  if (variables.length === 0) return code`${comment}${propertyKey(property)}: ${literal(serverUrl(server))},`;
  const types = variables.map(({ name, values }) => {
    const type =
      values.length === 0
        ? code`string`
        : join(
            values.map((value) => literal(value)),
            " | ",
          );
    return code`${propertyKey(name)}?: ${type}`;
  });
  const defaults = record(
    variables.map(({ name, default: value }) => code`${propertyKey(name)}: ${literal(value)}`),
  );
  return code`${comment}${propertyKey(property)}(variables: { ${join(types, "; ")} } = {}): string {
  return ${file.runtime("serverUrl")}(${literal(server.url)}, { ...${defaults}, ...variables });
},`;
}

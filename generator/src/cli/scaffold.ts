import { camelCase, pascalCase } from "../passes/words.ts";

/** A file of a new project. */
export interface ScaffoldFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The files of a new project with one contract.
 *
 * @param stem name of the contract's file, in kebab case.
 */
export function scaffold(stem: string): ScaffoldFile[] {
  const name = pascalCase(stem);
  const router = `${camelCase(stem)}Router`;
  return [
    { path: "package.json", text: manifest(stem) },
    { path: "tsconfig.json", text: tsconfig },
    { path: "volo-gen.config.ts", text: config(stem) },
    { path: `idl/${stem}.yaml`, text: contract(name) },
    { path: "src/main.ts", text: main(stem, name, router) },
  ];
}

function manifest(stem: string): string {
  const content = {
    name: stem,
    version: "0.1.0",
    private: true,
    type: "module",
    scripts: { generate: "volo-gen", check: "volo-gen --check && tsc", start: "node src/main.ts" },
    dependencies: { "volo-http": "^0.1.0" },
    devDependencies: { "@types/node": "^24.0.0", typescript: "^7.0.0", "volo-gen": "^0.1.0" },
  };
  return JSON.stringify(content, undefined, 2) + "\n";
}

const tsconfig = `{
  "compilerOptions": {
    "target": "es2024",
    "module": "nodenext",
    "types": ["node"],
    "strict": true,
    "exactOptionalPropertyTypes": true,
    "noUncheckedIndexedAccess": true,
    "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true,
    "allowImportingTsExtensions": true,
    "noEmit": true
  },
  "include": ["src"]
}
`;

function config(stem: string): string {
  return `import { defineConfig } from "volo-gen";

export default defineConfig({
  targets: [{ input: "idl/${stem}.yaml" }],
});
`;
}

function contract(name: string): string {
  return `openapi: 3.1.0
info:
  title: ${name}
  version: 0.1.0
paths:
  /greetings/{name}:
    get:
      operationId: greet
      summary: Greets somebody.
      parameters:
        - name: name
          in: path
          required: true
          schema: { type: string, minLength: 1, maxLength: 64 }
        - name: shout
          in: query
          schema: { type: boolean, default: false }
      responses:
        "200":
          description: A greeting.
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Greeting" }
components:
  schemas:
    Greeting:
      type: object
      required: [text]
      properties:
        text: { type: string }
`;
}

function main(stem: string, name: string, router: string): string {
  return `import { serve } from "volo-http/server";
import type { ${name}Service } from "./gen/${stem}/server.ts";
import { ${router} } from "./gen/${stem}/server.ts";

const service: ${name}Service = {
  greet({ name, shout }) {
    const text = \`Hello, \${name}!\`;
    return { text: shout ? text.toUpperCase() : text };
  },
};

const server = await serve(${router}(service), { port: Number(process.env["PORT"] ?? 8080) });
console.log(\`${name} listens on \${server.url}, try \${server.url}/greetings/you\`);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.close());
`;
}

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { HttpRequest } from "../../http/request.ts";
import type { HttpResponse } from "../../http/response.ts";
import type { Awaitable } from "../../service/service.ts";
import { file } from "../files/file.ts";
import { compression } from "../layers/compression/layer.ts";
import { get } from "../methods.ts";
import { Router } from "../router.ts";
import { parseTemplate } from "../template.ts";
import { Constant } from "./constant.ts";
import { pageHtml, pagePolicy, startScript } from "./page.ts";

/** A document: its JSON text, the file that holds it, or its value. */
export type OpenApiDocument = string | URL | { readonly [member: string]: unknown };

/** Where a contract is shown, and how. */
export interface ApiDocsOptions {
  /** Path of the document (default `/openapi.json`). */
  readonly document?: `/${string}`;
  /** Path of the page (default `/docs`); `false` serves the document alone. */
  readonly page?: `/${string}` | false;
  /** Title of the page (default: the document's `info.title`). */
  readonly title?: string;
  /** Whether the page can send requests, to the server that it came from (default true). */
  readonly tryItOut?: boolean;
}

/** What the page is built from, of the package `swagger-ui-dist`. */
const assetNames = ["swagger-ui.css", "swagger-ui-bundle.js"] as const;

/**
 * Serves an OpenAPI document and a page that shows it. The page comes from the optional package `swagger-ui-dist` and from
 * nowhere else: it works without a network, and its content security policy forbids requests to other servers.
 *
 * ```ts
 * router.merge(apiDocs(new URL("./gen/petstore/openapi.json", import.meta.url)));
 * ```
 * @throws {TypeError} when the document is not one of OpenAPI, or a path is none
 * @throws {Error} when the file of the document cannot be read, or `swagger-ui-dist` is not installed
 */
export function apiDocs(document: OpenApiDocument, options: ApiDocsOptions = {}): Router {
  const { document: documentPath = "/openapi.json", page: pagePath = "/docs", tryItOut = true } = options;
  const text = textOf(document);
  const title = options.title ?? titleOf(text);
  checkPath("document", documentPath);

  const router = new Router();
  router.route(documentPath, constant("application/json", text));
  if (pagePath === false) return router.layer(compression());

  checkPath("page", pagePath);
  const folder = assetFolder();
  const up = "../".repeat(pagePath.split("/").length - 2);
  const parts = {
    title,
    tryItOut,
    assets: pagePath.slice(pagePath.lastIndexOf("/") + 1),
    document: `${up}${documentPath.slice(1)}`,
    base: up === "" ? "./" : up,
  };
  router.route(
    pagePath,
    constant("text/html; charset=utf-8", pageHtml(parts), [
      "content-security-policy",
      pagePolicy,
      "referrer-policy",
      "no-referrer",
      "link",
      `<${parts.document}>; rel="service-desc"`,
    ]),
  );
  router.route(`${pagePath}/start.js`, constant("text/javascript; charset=utf-8", startScript(parts)));
  for (const name of assetNames) {
    router.route(
      `${pagePath}/${name}`,
      get((request) => file(`${folder}/${name}`, { request })),
    );
  }
  return router.layer(compression());
}

function constant(type: string, text: string, fields?: readonly string[]) {
  const reply = new Constant(type, text, fields);
  return get((req: HttpRequest): Awaitable<HttpResponse> => reply.respond(req));
}

function textOf(document: OpenApiDocument): string {
  if (typeof document === "string") return document;
  if (!(document instanceof URL)) return JSON.stringify(document);
  try {
    return readFileSync(document, "utf8");
  } catch (cause) {
    throw new Error(`The OpenAPI document ${document.pathname} cannot be read.`, { cause });
  }
}

/** @throws {TypeError} when the text is no OpenAPI document */
function titleOf(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TypeError("The OpenAPI document is not JSON.", { cause });
  }
  const { openapi, swagger, info } = (value ?? {}) as Readonly<
    Record<"openapi" | "swagger" | "info", unknown>
  >;
  if (typeof (openapi ?? swagger) !== "string") {
    throw new TypeError("The OpenAPI document does not say which version it has.");
  }
  const { title } = (info ?? {}) as { readonly title?: unknown };
  return typeof title === "string" ? title : "API";
}

/** A parameter in it would be a page for every value. */
function checkPath(option: string, path: string): void {
  if (parseTemplate(path).names.length > 0) throw new TypeError(`${option} is a path without parameters`);
  if (path.endsWith("/")) throw new TypeError(`${option} is a path without a slash at its end`);
}

function assetFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/swagger-ui-bundle.js"));
  } catch (cause) {
    throw new Error(
      "The page needs the package swagger-ui-dist: `npm install swagger-ui-dist`, or `page: false`.",
      { cause },
    );
  }
}

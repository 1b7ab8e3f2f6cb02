/** What the page is made of. References are relative, so that it works below any prefix. */
export interface PageParts {
  readonly title: string;
  /** Where scripts and styles are. */
  readonly assets: string;
  /** Where the document is. */
  readonly document: string;
  /** Where the paths of the contract begin. */
  readonly base: string;
  readonly tryItOut: boolean;
}

/** The page itself. It has no script of its own text, so that a content security policy can forbid that. */
export function pageHtml({ title, assets }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${escapeHtml(assets)}/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${escapeHtml(assets)}/swagger-ui-bundle.js"></script>
<script type="module" src="${escapeHtml(assets)}/start.js"></script>
</body>
</html>
`;
}

/**
 * Starts the interface. It calls the server that the page came from, whichever ones the contract names: its policy forbids the
 * others. Its validator is a service of somebody else's and stays unasked.
 */
export function startScript({ document, base, tryItOut }: PageParts): string {
  const options = {
    dom_id: "#swagger-ui",
    deepLinking: true,
    validatorUrl: null,
    ...(tryItOut ? {} : { supportedSubmitMethods: [] }),
  };
  return `const base = new URL(${JSON.stringify(base)}, document.baseURI);
const path = base.pathname.replace(/\\/$/, "");
const response = await fetch(${JSON.stringify(document)});
const spec = await response.json();
if (spec.swagger) Object.assign(spec, { host: base.host, basePath: path || "/", schemes: [base.protocol.slice(0, -1)] });
else spec.servers = [{ url: base.origin + path }];
SwaggerUIBundle({ spec, ...${JSON.stringify(options)} });
`;
}

/** Nothing from elsewhere, nothing in frames, requests to this server alone; the interface styles its elements by itself. */
export const pagePolicy: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

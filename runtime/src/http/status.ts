/**
 * Registered status codes and their reason phrases.
 * @see https://www.iana.org/assignments/http-status-codes (without the codes marked unused or temporary)
 */
export const reasonPhrases = {
  100: "Continue",
  101: "Switching Protocols",
  102: "Processing",
  103: "Early Hints",
  200: "OK",
  201: "Created",
  202: "Accepted",
  203: "Non-Authoritative Information",
  204: "No Content",
  205: "Reset Content",
  206: "Partial Content",
  207: "Multi-Status",
  208: "Already Reported",
  226: "IM Used",
  300: "Multiple Choices",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  305: "Use Proxy",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  407: "Proxy Authentication Required",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  411: "Length Required",
  412: "Precondition Failed",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  417: "Expectation Failed",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  423: "Locked",
  424: "Failed Dependency",
  425: "Too Early",
  426: "Upgrade Required",
  428: "Precondition Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  451: "Unavailable For Legal Reasons",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
  506: "Variant Also Negotiates",
  507: "Insufficient Storage",
  508: "Loop Detected",
  510: "Not Extended",
  511: "Network Authentication Required",
} as const;

/** A registered status code. */
export type HttpStatus = keyof typeof reasonPhrases;

/** The registered status codes of one class: `StatusRange<4>` is 400, 401, … */
export type StatusRange<Class extends 1 | 2 | 3 | 4 | 5> = Extract<
  { [S in HttpStatus]: `${S}` extends `${Class}${string}` ? S : never }[HttpStatus],
  HttpStatus
>;

export type InformationalStatus = StatusRange<1>;
export type SuccessStatus = StatusRange<2>;
export type RedirectionStatus = StatusRange<3>;
export type ClientErrorStatus = StatusRange<4>;
export type ServerErrorStatus = StatusRange<5>;

/** Reason phrase of a status code; of its class when the code is not registered (RFC 9110 §15). */
export function reasonPhrase(status: number): string {
  return (reasonPhrases as Readonly<Record<number, string>>)[status] ?? classPhrase(status);
}

function classPhrase(status: number): string {
  const phrases = ["", "Informational", "Success", "Redirection", "Client Error", "Server Error"];
  return phrases[Math.floor(status / 100)] || "Unknown Status";
}

/** Whether a reply of this status never has a body: 1xx, 204, 205 and 304 (RFC 9110 §6.4.1, §15.3.6). */
export function isBodiless(status: number): boolean {
  return status === 204 || status === 304 || status < 200 || status === 205;
}

/** Whether a reply is one of those that a contract declares for a whole class of statuses, such as `4XX`. */
export function inStatusRange<R extends { readonly status: number }, const Class extends 1 | 2 | 3 | 4 | 5>(
  reply: R,
  hundred: Class,
): reply is Extract<R, { readonly status: StatusRange<Class> }> {
  return Math.floor(reply.status / 100) === hundred;
}

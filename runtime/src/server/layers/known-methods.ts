/**
 * The methods that metrics and spans know: those of RFC 9110 §9, RFC 5789 and QUERY. Callers can make up others, and each of them
 * would be another series.
 */
export const knownMethods: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "CONNECT",
  "TRACE",
  "QUERY",
]);

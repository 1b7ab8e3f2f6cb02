/**
 * The value of a `content-disposition` field that asks the caller to save the body as a file. A name that is more than ASCII
 * is there twice, for callers that know only one of the two ways.
 * @param name of the file; what stands before a slash is left out, since a name must not choose a folder
 * @see https://www.rfc-editor.org/rfc/rfc6266 and RFC 8187 for `filename*`
 */
export function attachmentDisposition(name: string): string {
  const base = name
    .slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1)
    .toWellFormed()
    .replaceAll(controls, "");
  if (base === "") return "attachment";
  // A percent sign would be decoded by some, and quotes and backslashes need escapes that others do not know.
  const plain = base.replaceAll(/[^ -~]|["\\%]/gu, "_");
  const quoted = `attachment; filename="${plain}"`;
  return plain === base ? quoted : `${quoted}; filename*=UTF-8''${extended(base)}`;
}

// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f]/g;

/** Leaves what RFC 8187 §3.2.1 calls attr-char; encodeURIComponent leaves four more. */
function extended(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** By extension; text is sent as UTF-8. */
const usual: Readonly<Record<string, string>> = {
  // Pages and what they are made of.
  html: "text/html; charset=utf-8",
  htm: "text/html; charset=utf-8",
  xhtml: "application/xhtml+xml",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  cjs: "text/javascript; charset=utf-8",
  json: "application/json",
  map: "application/json",
  jsonld: "application/ld+json",
  webmanifest: "application/manifest+json",
  wasm: "application/wasm",
  xml: "application/xml",
  xsl: "application/xslt+xml",
  atom: "application/atom+xml",
  rss: "application/rss+xml",
  // Text.
  txt: "text/plain; charset=utf-8",
  log: "text/plain; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  tsv: "text/tab-separated-values; charset=utf-8",
  ics: "text/calendar; charset=utf-8",
  vcf: "text/vcard; charset=utf-8",
  vtt: "text/vtt; charset=utf-8",
  yaml: "application/yaml",
  yml: "application/yaml",
  toml: "application/toml",
  ndjson: "application/x-ndjson",
  jsonl: "application/jsonl",
  rtf: "application/rtf",
  // Pictures.
  svg: "image/svg+xml",
  png: "image/png",
  apng: "image/apng",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  heic: "image/heic",
  ico: "image/x-icon",
  bmp: "image/bmp",
  tif: "image/tiff",
  tiff: "image/tiff",
  // Fonts.
  woff: "font/woff",
  woff2: "font/woff2",
  ttf: "font/ttf",
  otf: "font/otf",
  // Sound and film.
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  aac: "audio/aac",
  ogg: "audio/ogg",
  oga: "audio/ogg",
  opus: "audio/ogg",
  flac: "audio/flac",
  wav: "audio/wav",
  weba: "audio/webm",
  mp4: "video/mp4",
  m4v: "video/mp4",
  webm: "video/webm",
  ogv: "video/ogg",
  mov: "video/quicktime",
  mpeg: "video/mpeg",
  m3u8: "application/vnd.apple.mpegurl",
  ts: "video/mp2t",
  // Documents and archives.
  pdf: "application/pdf",
  epub: "application/epub+zip",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ppt: "application/vnd.ms-powerpoint",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  odt: "application/vnd.oasis.opendocument.text",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  zip: "application/zip",
  gz: "application/gzip",
  tgz: "application/gzip",
  zst: "application/zstd",
  bz2: "application/x-bzip2",
  "7z": "application/x-7z-compressed",
  tar: "application/x-tar",
};

/** What nothing is known of; browsers offer to save it. */
const unknown = "application/octet-stream";

/**
 * The media type of a file by its name.
 * @param own goes before what is usual; by extension in lower case, without the dot
 */
export function contentTypeOf(name: string, own: ReadonlyMap<string, string> | undefined): string {
  const dot = name.lastIndexOf(".");
  if (dot === -1) return unknown;
  const extension = name.slice(dot + 1).toLowerCase();
  return own?.get(extension) ?? (Object.hasOwn(usual, extension) ? usual[extension] : undefined) ?? unknown;
}

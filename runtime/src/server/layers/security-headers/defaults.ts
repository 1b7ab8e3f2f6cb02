/** Value of each header; false sends none. */
export interface SecurityHeaders {
  /** Keeps browsers from guessing another media type. */
  xContentTypeOptions: string | false;
  /** What a reply may load and who may frame it, if a browser shows it as a page. */
  contentSecurityPolicy: string | false;
  /** What links and requests of a page tell of its URL. */
  referrerPolicy: string | false;
  /** Keeps browsers on TLS; sent over TLS only (RFC 6797 §7.2). */
  strictTransportSecurity: string | false;
  /** Which sites may load a reply without CORS. */
  crossOriginResourcePolicy: string | false;
  /** Keeps a page apart from the windows that opened it. */
  crossOriginOpenerPolicy: string | false;
  /** What a page may load without permission. */
  crossOriginEmbedderPolicy: string | false;
}

/** What a reply of an API needs: it is data, never a page. */
export const securityDefaults: Readonly<SecurityHeaders> = {
  // A browser that takes JSON with a stranger's text in it for HTML runs that text.
  xContentTypeOptions: "nosniff",
  // A reply that is opened as a page loads nothing, runs nothing and is framed by nobody.
  contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
  // Paths and queries hold ids and sometimes secrets.
  referrerPolicy: "no-referrer",
  // A year, which is what the lists of browsers ask for at least. Other hosts of the domain are not ours to decide about.
  strictTransportSecurity: "max-age=31536000",
  // Others read replies by CORS or not at all.
  crossOriginResourcePolicy: "same-origin",
  // A window that opened a reply keeps no hold of it.
  crossOriginOpenerPolicy: "same-origin",
  // Says something about pages only, which the policy above leaves nothing to load.
  crossOriginEmbedderPolicy: false,
};

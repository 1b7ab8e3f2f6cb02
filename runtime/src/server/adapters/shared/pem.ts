import { createPrivateKey, X509Certificate } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { reasonOf } from "../node/reason.ts";
import type { CertificatePair, PemSource } from "./tls-options.ts";

/** A certificate and its key, read and found to belong together. */
export interface LoadedPair {
  readonly cert: string;
  readonly key: string;
  readonly passphrase: string | undefined;
}

/**
 * Reads a certificate and its key.
 * @param name of the option, for messages: `tls`, or `tls.sni["a.example"]`
 * @throws {Error} saying which file cannot be read, or what is wrong with which of the two; never what they hold
 */
export async function loadPair(name: string, pair: CertificatePair): Promise<LoadedPair> {
  const { passphrase } = pair;
  const [cert, key] = await Promise.all([
    loadCertificate(`${name}.cert`, pair.cert),
    loadPem(`${name}.key`, pair.key),
  ]);
  const opened = openKey(name, key, passphrase);
  if (!new X509Certificate(cert).checkPrivateKey(opened)) {
    throw new Error(`${name}.key is not the key of ${name}.cert`);
  }
  return { cert, key, passphrase };
}

/** Reads certificates; throws as {@link loadPair} does. */
export async function loadCertificate(name: string, source: PemSource): Promise<string> {
  const text = await loadPem(name, source);
  try {
    new X509Certificate(text);
  } catch (cause) {
    throw new Error(`${name} is no certificate: ${reasonOf(cause)}`, { cause });
  }
  return text;
}

async function loadPem(name: string, source: PemSource): Promise<string> {
  const text = await textOf(name, source);
  if (text.includes("-----BEGIN ")) return text;
  throw new Error(
    typeof source === "string" && !source.includes("\n")
      ? `${name} is not PEM; a file is given as { file: … }`
      : `${name} is not PEM${originOf(source)}`,
  );
}

async function textOf(name: string, source: PemSource): Promise<string> {
  if (typeof source === "string") return source;
  if (source instanceof Uint8Array) return Buffer.from(source).toString("latin1");
  try {
    return await readFile(source.file, "latin1");
  } catch (cause) {
    throw new Error(`${name} cannot be read${originOf(source)}: ${reasonOf(cause)}`, { cause });
  }
}

function originOf(source: PemSource): string {
  return typeof source === "string" || source instanceof Uint8Array ? "" : ` from ${String(source.file)}`;
}

function openKey(name: string, key: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey(passphrase === undefined ? { key } : { key, passphrase });
  } catch (cause) {
    throw new Error(
      /ENCRYPTED/.test(key)
        ? `${name}.key is encrypted, and ${passphrase === undefined ? "there is no passphrase" : "the passphrase does not open it"}`
        : `${name}.key is no private key: ${reasonOf(cause)}`,
      { cause },
    );
  }
}

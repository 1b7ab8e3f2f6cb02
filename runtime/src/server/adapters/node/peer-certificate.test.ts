import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { peerCertificateOf } from "./peer-certificate.ts";

const certificate = {
  subject: { CN: "ada", OU: ["a", "b"] },
  issuer: { CN: "ca" },
  subjectaltname: "DNS:ada.example",
  fingerprint256: "AA:BB",
  serialNumber: "01",
  raw: new Uint8Array([1]),
};

function socketWith(authorized: boolean | undefined, found: object): Socket {
  return { ...(authorized !== undefined && { authorized, getPeerCertificate: () => found }) } as Socket;
}

describe("the certificate of a peer", () => {
  it("is handed over when TLS has verified it", () => {
    expect(peerCertificateOf(socketWith(true, certificate))).toEqual({
      subject: { CN: "ada", OU: "a, b" },
      issuer: { CN: "ca" },
      subjectAltName: "DNS:ada.example",
      fingerprint256: "AA:BB",
      serialNumber: "01",
      raw: new Uint8Array([1]),
    });
  });

  it.each([
    ["TLS has not verified it", socketWith(false, certificate)],
    ["the peer gave none", socketWith(true, {})],
    ["the connection is plain", socketWith(undefined, {})],
  ])("is none when %s", (_, socket) => {
    expect(peerCertificateOf(socket)).toBeUndefined();
  });
});

import { expect, test } from "vitest";
import type { PeerCertificate } from "./context.ts";
import { ServerContext } from "./context.ts";
import { peerName } from "./peer-name.ts";

function certificate(subjectAltName: string | undefined, cn?: string): PeerCertificate {
  return {
    subject: cn === undefined ? {} : { CN: cn },
    issuer: {},
    subjectAltName,
    fingerprint256: "",
    serialNumber: "",
    raw: new Uint8Array(),
  };
}

test.each<[string | undefined, string | undefined, string | undefined]>([
  ["DNS:a.example, URI:spiffe://x/service/a", "cn", "spiffe://x/service/a"],
  ["DNS:a.example, DNS:b.example", "cn", "a.example"],
  ["IP Address:192.0.2.1, email:a@b.example", "cn", "cn"],
  [undefined, "cn", "cn"],
  [undefined, undefined, undefined],
  ["", "cn", "cn"],
  // A name that holds what looks like another one is quoted, and none of what is inside is believed.
  ['DNS:"a.example, URI:spiffe://evil, DNS:b"', "cn", "cn"],
  ['DNS:"a.example\\", URI:spiffe://evil, DNS:b", DNS:good.example', "cn", "good.example"],
  ['URI:"spiffe://x, DNS:evil", DNS:good.example', undefined, "good.example"],
  ["what is this", "cn", "cn"],
])("of %s and the common name %s it is %s", (subjectAltName, cn, expected) => {
  expect(peerName(certificate(subjectAltName, cn))).toBe(expected);
});

test("cx.caller is the name in the certificate until a layer knows better", () => {
  const cx = new ServerContext({} as never, {
    remoteAddress: undefined,
    peerCertificate: certificate("DNS:a.example"),
    onDisconnect: () => undefined,
  });
  expect(cx.caller).toBe("a.example");
  cx.caller = "known";
  expect(cx.caller).toBe("known");
  expect(new ServerContext({} as never).caller).toBeUndefined();
});

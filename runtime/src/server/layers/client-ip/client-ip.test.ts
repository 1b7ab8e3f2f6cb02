import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ServerContext } from "../../../http/context.ts";
import type { Connection } from "../../../http/context.ts";
import { HeaderMap } from "../../../http/header-map.ts";
import { json } from "../../../respond/into-response.ts";
import { requestOf } from "../../kit.fixture.ts";
import { get } from "../../methods.ts";
import { Router } from "../../router.ts";
import { clientKey } from "./key.ts";
import type { Client } from "./key.ts";
import { clientAddress, clientIp } from "./layer.ts";
import type { ClientIpOptions } from "./layer.ts";

type Fields = readonly (readonly [string, string])[];

function found(
  options: ClientIpOptions | undefined,
  remoteAddress: string | undefined,
  fields: Fields = [],
  connection: Partial<Connection> = {},
): Client & { readonly extracted: string | undefined } {
  let client: Client | undefined;
  let extracted: string | undefined;
  const router = new Router().route(
    "/",
    get([clientAddress], (address, cx) => {
      client = cx.get(clientKey);
      extracted = address;
      return json(null);
    }),
  );
  if (options !== undefined) router.layer(clientIp(options));
  const headers = new HeaderMap(fields.flat());
  const req = { ...requestOf("GET", "/"), headers };
  void router.call(
    new ServerContext(req, { remoteAddress, onDisconnect: () => undefined, ...connection }),
    req,
  );
  return { address: undefined, scheme: undefined, host: undefined, ...client, extracted };
}

function xff(...values: string[]): Fields {
  return values.map((value) => ["x-forwarded-for", value] as const);
}
function forwarded(...values: string[]): Fields {
  return values.map((value) => ["forwarded", value] as const);
}

const proxy = "10.0.0.1";
const byBlock: ClientIpOptions = { trusted: ["10.0.0.0/8", "fd00::/8"] };
const byRfc: ClientIpOptions = { ...byBlock, header: "Forwarded" };

describe("the address", () => {
  test.each<[string, ClientIpOptions | undefined, string | undefined, Fields, string | undefined]>([
    // Nobody is trusted.
    ["without options it is the peer", {}, "1.2.3.4", xff("6.6.6.6"), "1.2.3.4"],
    ["not even the machine itself is trusted", {}, "127.0.0.1", xff("6.6.6.6"), "127.0.0.1"],
    ["an empty list trusts nobody", { trusted: [] }, "10.0.0.1", xff("6.6.6.6"), "10.0.0.1"],
    ["no proxies trust nobody", { hops: 0 }, "10.0.0.1", xff("6.6.6.6"), "10.0.0.1"],
    ["without the layer it is the peer", undefined, "::ffff:1.2.3.4", xff("6.6.6.6"), "1.2.3.4"],
    ["IPv4 in IPv6 is IPv4", {}, "::ffff:1.2.3.4", [], "1.2.3.4"],
    ["the zone of a link is left out", {}, "fe80::1%eth0", [], "fe80::1"],
    ["a peer without an address is unknown", {}, undefined, xff("6.6.6.6"), undefined],
    // By blocks.
    ["a stranger's header is ignored", byBlock, "1.2.3.4", xff("6.6.6.6"), "1.2.3.4"],
    ["a trusted peer is believed", byBlock, proxy, xff("1.2.3.4"), "1.2.3.4"],
    ["a trusted peer in IPv6 notation, too", byBlock, "::ffff:10.0.0.1", xff("1.2.3.4"), "1.2.3.4"],
    ["the rightmost that is not trusted", byBlock, proxy, xff("6.6.6.6, 1.2.3.4, 10.0.0.2"), "1.2.3.4"],
    ["trusted ones further left are the caller's text", byBlock, proxy, xff("10.9.9.9, 1.2.3.4"), "1.2.3.4"],
    ["several fields are one list", byBlock, proxy, xff("6.6.6.6", "1.2.3.4", "10.0.0.2"), "1.2.3.4"],
    ["all trusted: the furthest", byBlock, proxy, xff("10.0.0.3, 10.0.0.2"), "10.0.0.3"],
    ["no header: the proxy itself", byBlock, proxy, [], "10.0.0.1"],
    ["empty elements do not count", byBlock, proxy, xff(" , 1.2.3.4,, 10.0.0.2 ,"), "1.2.3.4"],
    ["IPv6", byBlock, "fd00::1", xff("2001:DB8:0::1"), "2001:db8::1"],
    ["IPv6 in brackets with a port", byBlock, proxy, xff("[2001:db8::1]:8080"), "2001:db8::1"],
    ["IPv4 with a port", byBlock, proxy, xff("1.2.3.4:5678"), "1.2.3.4"],
    ["mapped IPv4 is compared as IPv4", byBlock, proxy, xff("1.2.3.4, ::ffff:10.0.0.2"), "1.2.3.4"],
    [
      "other headers are not looked at",
      byBlock,
      proxy,
      [["x-real-ip", "6.6.6.6"], ...forwarded("for=6.6.6.6")],
      "10.0.0.1",
    ],
    // What cannot be understood ends the walk.
    ["a malformed element: nobody knows", byBlock, proxy, xff("6.6.6.6, 1.2.3, 10.0.0.2"), undefined],
    ["a malformed element further left does no harm", byBlock, proxy, xff("garbage, 1.2.3.4"), "1.2.3.4"],
    ["an unknown one", byBlock, proxy, xff("6.6.6.6, unknown"), undefined],
    ["a name that hides it", byBlock, proxy, xff("6.6.6.6, _secret"), undefined],
    ["leading zeros", byBlock, proxy, xff("6.6.6.6, 010.0.0.2"), undefined],
    ["a quotation where there is none", byBlock, proxy, xff('6.6.6.6, "1.2.3.4"'), undefined],
    ["a bracket left open", byBlock, proxy, xff("6.6.6.6, [::1"), undefined],
    ["a host name", byBlock, proxy, xff("6.6.6.6, localhost"), undefined],
    // By number.
    ["one proxy", { hops: 1 }, "8.8.8.8", xff("6.6.6.6, 1.2.3.4"), "1.2.3.4"],
    ["two proxies", { hops: 2 }, "8.8.8.8", xff("6.6.6.6, 1.2.3.4, 9.9.9.9"), "1.2.3.4"],
    ["two proxies, one of them hidden", { hops: 2 }, "8.8.8.8", xff("6.6.6.6, 1.2.3.4, unknown"), "1.2.3.4"],
    ["two proxies, one of them malformed", { hops: 2 }, "8.8.8.8", xff("1.2.3.4, x"), undefined],
    ["more proxies than elements", { hops: 5 }, "8.8.8.8", xff("1.2.3.4"), "1.2.3.4"],
    ["a peer without an address, as on a Unix socket", { hops: 1 }, undefined, xff("1.2.3.4"), "1.2.3.4"],
    ["a client that hides itself", { hops: 1 }, "8.8.8.8", xff("6.6.6.6, unknown"), undefined],
    // Another header.
    [
      "a header of the proxy's own",
      { ...byBlock, header: "X-Real-IP" },
      proxy,
      [["x-real-ip", "1.2.3.4"], ...xff("6.6.6.6")],
      "1.2.3.4",
    ],
    // RFC 7239.
    ["Forwarded", byRfc, proxy, forwarded("for=6.6.6.6, for=1.2.3.4;proto=http, for=10.0.0.2"), "1.2.3.4"],
    ["Forwarded in any case", byRfc, proxy, forwarded("By=10.0.0.9;FOR=1.2.3.4"), "1.2.3.4"],
    [
      "Forwarded, IPv6 with a port",
      byRfc,
      proxy,
      forwarded('for="[2001:db8:cafe::17]:4711"'),
      "2001:db8:cafe::17",
    ],
    [
      "Forwarded, an obfuscated port",
      byRfc,
      proxy,
      forwarded('for="1.2.3.4:80", for="[fd00::1]:_p"'),
      "1.2.3.4",
    ],
    ["Forwarded, quoted with escapes", byRfc, proxy, forwarded('for="\\1.2.3\\.4"'), "1.2.3.4"],
    [
      "Forwarded, a comma in quotes",
      byRfc,
      proxy,
      forwarded('for=6.6.6.6;by="a,for=7.7.7.7", for=1.2.3.4'),
      "1.2.3.4",
    ],
    [
      "Forwarded, several fields",
      byRfc,
      proxy,
      forwarded("for=6.6.6.6", "for=1.2.3.4", "for=10.0.0.2"),
      "1.2.3.4",
    ],
    ["Forwarded, unknown", byRfc, proxy, forwarded("for=6.6.6.6, for=unknown"), undefined],
    ["Forwarded, obfuscated", byRfc, proxy, forwarded("for=6.6.6.6, for=_gazonk"), undefined],
    [
      "Forwarded, obfuscated proxies by number",
      { hops: 2, header: "forwarded" },
      proxy,
      forwarded("for=1.2.3.4, for=_p"),
      "1.2.3.4",
    ],
    ["Forwarded without for", byRfc, proxy, forwarded("for=6.6.6.6, proto=https"), undefined],
    ["Forwarded, for twice", byRfc, proxy, forwarded("for=1.2.3.4;for=6.6.6.6"), undefined],
    ["Forwarded, a quotation left open", byRfc, proxy, forwarded('for="6.6.6.6, for=1.2.3.4'), undefined],
    [
      "Forwarded, a bad line further left does no harm",
      byRfc,
      proxy,
      forwarded('for="', "for=1.2.3.4"),
      "1.2.3.4",
    ],
    ["Forwarded, IPv6 without quotes", byRfc, proxy, forwarded("for=2001:db8::1"), undefined],
    ["Forwarded, empty elements", byRfc, proxy, forwarded(", for=1.2.3.4,, for=10.0.0.2 ;"), "1.2.3.4"],
    ["Forwarded, no equals sign", byRfc, proxy, forwarded("for 1.2.3.4"), undefined],
    ["Forwarded that is not there", byRfc, proxy, [], "10.0.0.1"],
    ["Forwarded configured, the other header sent", byRfc, proxy, xff("6.6.6.6"), "10.0.0.1"],
  ])("%s", (_what, options, peer, fields, expected) => {
    const { address, extracted } = found(options, peer, fields);
    expect(extracted).toBe(expected);
    if (options !== undefined) expect(address).toBe(expected);
  });
});

describe("scheme and host", () => {
  const told: ClientIpOptions = { ...byBlock, forwardedOrigin: true };
  const [proto, host] = ["x-forwarded-proto", "x-forwarded-host"];
  test.each<[string, ClientIpOptions, string, Fields, string | undefined, string | undefined]>([
    ["of a direct request", told, "1.2.3.4", [["host", "a.example"]], "https", "a.example"],
    [
      "a stranger's are ignored",
      told,
      "1.2.3.4",
      [
        [proto, "http"],
        [host, "evil"],
      ],
      "https",
      undefined,
    ],
    [
      "a trusted proxy's",
      told,
      proxy,
      [...xff("1.2.3.4"), [proto, "HTTP"], [host, "a.example:81"]],
      "http",
      "a.example:81",
    ],
    [
      "not unless asked for",
      byBlock,
      proxy,
      [...xff("1.2.3.4"), [proto, "http"], [host, "a"]],
      undefined,
      undefined,
    ],
    ["without a list of addresses", told, proxy, [[proto, "http"]], "http", undefined],
    [
      "lists as long as that of addresses go with it",
      told,
      proxy,
      [...xff("6.6.6.6, 1.2.3.4, 10.0.0.2"), [proto, "ws, https, http"]],
      "https",
      undefined,
    ],
    [
      "of other lists, what the nearest proxy wrote",
      told,
      proxy,
      [...xff("1.2.3.4, 10.0.0.2"), [proto, "ws, https, http"]],
      "http",
      undefined,
    ],
    ["another scheme", told, proxy, [...xff("1.2.3.4"), [proto, "gopher"]], undefined, undefined],
    ["a host that is none", told, proxy, [...xff("1.2.3.4"), [host, "a/../b"]], undefined, undefined],
    [
      "Forwarded",
      byRfc,
      proxy,
      forwarded(
        'for=6.6.6.6;proto=ws;host=evil, for=1.2.3.4;proto=http;host="a.example:81", for=10.0.0.2;proto=https;host=b',
      ),
      "http",
      "a.example:81",
    ],
    [
      "Forwarded without them",
      byRfc,
      proxy,
      [...forwarded("for=1.2.3.4"), [proto, "https"]],
      undefined,
      undefined,
    ],
  ])("%s", (_what, options, peer, fields, scheme, expectedHost) => {
    expect(found(options, peer, fields, { secure: true })).toMatchObject({ scheme, host: expectedHost });
  });

  test("nobody knows the scheme where the adapter does not", () => {
    expect(found({}, "1.2.3.4").scheme).toBeUndefined();
    expect(found({}, "1.2.3.4", [], { secure: false }).scheme).toBe("http");
  });
});

describe("whatever a caller writes", () => {
  const stranger = fc
    .oneof(fc.ipV4(), fc.ipV6())
    .filter((text) => found(byBlock, text, xff("9.9.9.9")).address !== "9.9.9.9");
  const internal = fc.constantFrom("10.0.0.2", "10.200.3.4", "fd00::7");
  const junk = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'aA0159.:[]",;=\\_ forunknow'.split("")) }),
    fc
      .array(fc.oneof(fc.ipV4(), internal, fc.constantFrom("unknown", "", "_x", '"')), { maxLength: 5 })
      .map((all) => all.join(", ")),
    fc.constantFrom('for="6.6.6.6', 'for=6.6.6.6;x="', 'for=6.6.6.6;x="\\', "for=10.0.0.9"),
  );

  test("the result is never left of the first who is not trusted", () => {
    fc.assert(
      fc.property(junk, stranger, fc.array(internal, { maxLength: 4 }), (text, caller, chain) => {
        const list = [text, caller, ...chain].join(", ");
        expect(found(byBlock, proxy, xff(list)).address).toBe(found({}, caller).address);
        expect(found({ hops: chain.length + 1 }, proxy, xff(list)).address).toBe(found({}, caller).address);
      }),
      { numRuns: 1000 },
    );
  });

  test("Forwarded: that one, or nobody when the caller's text cannot be told from the proxy's", () => {
    const quoted = (address: string): string =>
      address.includes(":") ? `for="[${address}]"` : `for=${address}`;
    fc.assert(
      fc.property(junk, stranger, fc.array(internal, { maxLength: 4 }), (text, caller, chain) => {
        const own = [caller, ...chain].map(quoted).join(", ");
        const expected = found({}, caller).address;
        expect(found(byRfc, proxy, forwarded(text, own)).address).toBe(expected);
        expect([expected, undefined]).toContain(found(byRfc, proxy, forwarded(`${text}, ${own}`)).address);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("options that make no sense are refused", () => {
  test.each<[string, ClientIpOptions]>([
    ["blocks and a number", { trusted: ["10.0.0.0/8"], hops: 1 }],
    ["everybody", { trusted: ["0.0.0.0/0"] }],
    ["no block", { trusted: ["proxy.example"] }],
    ["no name of a header", { header: "x forwarded" }],
  ])("%s", (_what, options) => {
    expect(() => clientIp(options)).toThrow(TypeError);
  });

  test.each([-1, 0.5, Number.NaN])("%s proxies", (hops) => {
    expect(() => clientIp({ hops })).toThrow(RangeError);
  });
});

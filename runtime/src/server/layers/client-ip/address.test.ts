import { BlockList, isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAddress, parseAddress } from "./address.ts";
import { contains, parseCidr } from "./cidr.ts";

function normal(text: string): string | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : formatAddress(address);
}

const ipv6 = fc.oneof(
  fc.ipV6(),
  fc.array(fc.constantFrom("0", "0", "1", "ffff"), { minLength: 8, maxLength: 8 }).map((g) => g.join(":")),
);

describe("addresses", () => {
  test.each<[string, string | undefined]>([
    ["192.0.2.1", "192.0.2.1"],
    ["255.255.255.255", "255.255.255.255"],
    ["0.0.0.0", "0.0.0.0"],
    ["256.0.0.1", undefined],
    ["01.2.3.4", undefined],
    ["1.2.3", undefined],
    ["1.2.3.4.5", undefined],
    ["0x7f.0.0.1", undefined],
    ["2130706433", undefined],
    [" 1.2.3.4", undefined],
    ["1.2.3.4\n", undefined],
    ["٣.2.3.4", undefined],
    ["", undefined],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"],
    // RFC 5952 §4.2: the longest run, the first of two, and never a single group.
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:c000:201", "192.0.2.1"],
    ["0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"],
    ["64:ff9b::192.0.2.1", "64:ff9b::c000:201"],
    ["::ffff:192.0.2.256", undefined],
    ["1.2.3.4::", undefined],
    ["::1.2.3.4:5", undefined],
    [":::", undefined],
    ["1::2::3", undefined],
    ["1:2:3:4:5:6:7", undefined],
    ["1:2:3:4:5:6:7:8:9", undefined],
    ["1:2:3:4:5:6:7::8", undefined],
    [":1:2:3:4:5:6:7", undefined],
    ["12345::", undefined],
    ["g::", undefined],
    ["[::1]", undefined],
    ["fe80::1%eth0", undefined],
  ])("%j is %s", (text, expected) => {
    expect(normal(text)).toBe(expected);
  });

  test("are those of node:net", () => {
    const texts = fc.oneof(
      fc.ipV4(),
      ipv6,
      fc.string({ unit: fc.constantFrom(..."0123456789abcdef:.:.:".split("")) }),
      fc.tuple(ipv6, fc.ipV4()).map(([six, four]) => six.replace(/:[^:]*:[^:]*$/, `:${four}`)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(parseAddress(text) !== undefined, text).toBe(isIPv4(text) || isIPv6(text));
      }),
      { numRuns: 2000 },
    );
  });

  test("are written as URLs write them", () => {
    fc.assert(
      fc.property(ipv6, (text) => {
        const written = normal(text) ?? "";
        if (written.includes(".")) return;
        expect(`[${written}]`).toBe(new URL(`http://[${text}]`).hostname);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("blocks", () => {
  test.each([
    ["10.0.0.0/8", "10.255.0.1", true],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["192.0.2.0/31", "192.0.2.1", true],
    ["192.0.2.0/31", "192.0.2.2", false],
    ["192.0.2.7", "192.0.2.7", true],
    ["192.0.2.7", "192.0.2.6", false],
    ["10.0.0.0/8", "::ffff:10.1.1.1", true],
    ["::ffff:10.0.0.0/104", "10.1.1.1", true],
    ["10.0.0.0/8", "a00::", false],
    ["a00::/8", "10.0.0.1", false],
    ["fd00::/8", "fdff::1", true],
    ["fd00::/8", "fc00::1", false],
    ["2001:db8::/33", "2001:db8:7fff::", true],
    ["2001:db8::/33", "2001:db8:8000::", false],
    ["::1", "::1", true],
  ])("%s holds %s: %s", (block, address, held) => {
    expect(contains(parseCidr(block), parseAddress(address) ?? [])).toBe(held);
  });

  test.each([
    "",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/8/8",
    "10.0.0.0/-1",
    "10.0.0.0/08x",
    "10.0.0.1/8",
    "fd00::1/8",
    "::/129",
    "::ffff:10.0.0.0/8",
    "localhost",
    "10.0.0",
    "0.0.0.0/0",
    "::/0",
    "::ffff:0.0.0.0/96",
  ])("%j is none that can be trusted", (block) => {
    expect(() => parseCidr(block)).toThrow(TypeError);
  });

  test("a block with bits too many is named as it should be", () => {
    expect(() => parseCidr("10.1.2.3/8")).toThrow("10.0.0.0/8");
  });

  test("hold what node:net says", () => {
    const cases = fc.oneof(
      fc.record({
        family: fc.constant("ipv4" as const),
        base: fc.ipV4(),
        prefix: fc.integer({ min: 1, max: 32 }),
        other: fc.ipV4(),
      }),
      fc.record({
        family: fc.constant("ipv6" as const),
        base: ipv6,
        prefix: fc.integer({ min: 1, max: 128 }),
        other: ipv6,
      }),
    );
    fc.assert(
      fc.property(cases, fc.boolean(), ({ family, base, prefix, other }, near) => {
        // Mapped addresses are IPv4 here.
        if ([base, other].some((text) => (parseAddress(text)?.length === 8) !== (family === "ipv6"))) return;
        const list = new BlockList();
        list.addSubnet(base, prefix, family);
        const network = parseAddress(base) ?? [];
        const masked = network.map(
          (each, i) => each & ((0xffff << Math.max(0, Math.min(16, (i + 1) * 16 - prefix))) & 0xffff),
        );
        const block = parseCidr(`${formatAddress(masked)}/${prefix}`);
        const asked = near ? base : other;
        expect(contains(block, parseAddress(asked) ?? [])).toBe(list.check(asked, family));
      }),
      { numRuns: 1000 },
    );
  });
});

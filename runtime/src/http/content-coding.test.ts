import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BytesBody, noBody } from "./body.ts";
import { contentCodings, demandPlainBody, negotiateCoding } from "./content-coding.ts";
import { HeaderMap } from "./header-map.ts";
import { HttpError } from "./problem.ts";
import type { HttpRequest } from "./request.ts";

const offers = ["zstd", "br", "gzip"];

/** The coding, "-" for none, and "!" when identity is refused. */
function chosen(accept: string | undefined, offered: readonly string[] = offers): string {
  const { coding, identityRefused } = negotiateCoding(accept, offered);
  return `${coding ?? "-"}${identityRefused ? "!" : ""}`;
}

describe("Accept-Encoding", () => {
  test.each<[string | undefined, string]>([
    [undefined, "-"],
    ["", "-"],
    ["gzip", "gzip"],
    ["gzip, deflate, br", "br"],
    ["gzip, deflate, br, zstd", "zstd"],
    ["GZIP", "gzip"],
    ["x-gzip", "gzip"],
    ["deflate", "-"],
    ["identity", "-"],
    // Weights.
    ["gzip;q=1.0, br;q=0.5", "gzip"],
    ["gzip;q=0.5, br;q=0.501", "br"],
    ["gzip;q=0.001", "gzip"],
    ["gzip;q=0", "-"],
    ["gzip;q=0.000, br;q=0", "-"],
    ["br;q=0, gzip", "gzip"],
    ["gzip ;\tq=0.5 , br ; q=0.7", "br"],
    ["gzip;Q=0.5", "gzip"],
    // The wildcard stands for what is not named, identity included.
    ["*", "zstd"],
    ["*;q=0.1", "zstd"],
    ["gzip, *;q=0.5", "gzip"],
    ["gzip;q=0.5, *", "zstd"],
    ["zstd;q=0, *", "br"],
    ["*;q=0", "-!"],
    ["gzip, *;q=0", "gzip!"],
    ["*;q=0, identity", "-"],
    ["*;q=0, identity;q=0.1", "-"],
    // Identity.
    ["identity;q=0", "-!"],
    ["identity;q=0, gzip;q=0.1", "gzip!"],
    ["identity;q=0, gzip;q=0", "-!"],
    ["identity;q=0.5, gzip;q=0.1", "-"],
    ["identity, gzip", "gzip"],
    ["identity;q=0.5, gzip;q=0.5", "gzip"],
    ["identity;q=0, *", "zstd!"],
    // What cannot be read is left out.
    ["gzip;q=2", "-"],
    ["gzip;q=0.1234", "-"],
    ["gzip;q=-1, br", "br"],
    ["gzip;level=1", "-"],
    ["gz ip", "-"],
    [",, gzip,", "gzip"],
    ["gzip;q=0.1, gzip;q=0", "gzip"],
    ['"gzip"', "-"],
  ])("%j: %s", (accept, expected) => {
    expect(chosen(accept)).toBe(expected);
  });

  test("what is not offered is not chosen", () => {
    expect(chosen("zstd, br", ["gzip"])).toBe("-");
    expect(chosen("*", [])).toBe("-");
  });

  test("agrees with the rules of the standard, applied one by one to each coding", () => {
    const name = fc.constantFrom("gzip", "br", "zstd", "identity", "*", "deflate");
    const list = fc.uniqueArray(fc.tuple(name, fc.integer({ min: 0, max: 10 })), {
      selector: ([coding]) => coding,
    });
    fc.assert(
      fc.property(list, (pairs) => {
        const named = new Map<string, number>(pairs);
        const weightOf = (coding: string): number => named.get(coding) ?? named.get("*") ?? 0;
        // Not ranked, identity is worse than everything that was asked for.
        const identity = named.get("identity") ?? named.get("*") ?? 0.5;
        const ranked = [...offers, "identity"]
          .map((coding) => ({ coding, weight: coding === "identity" ? identity : weightOf(coding) }))
          .filter(({ weight }) => weight > 0)
          .toSorted((one, other) => other.weight - one.weight);
        const best = ranked[0]?.coding ?? "identity";
        const accept = pairs.map(([coding, weight]) => `${coding};q=${(weight / 10).toFixed(1)}`).join(", ");
        expect(chosen(accept)).toBe(`${best === "identity" ? "-" : best}${identity === 0 ? "!" : ""}`);
      }),
      { numRuns: 500 },
    );
  });
});

describe("Content-Encoding of a request", () => {
  const requestOf = (contentEncoding: string | undefined, text: string): HttpRequest => ({
    method: "POST",
    target: "/",
    path: "/",
    query: "",
    headers: HeaderMap.from(contentEncoding === undefined ? {} : { "content-encoding": contentEncoding }),
    body: text === "" ? noBody : new BytesBody(new TextEncoder().encode(text)),
  });

  test.each<[string | undefined, string[]]>([
    [undefined, []],
    ["identity", []],
    ["gzip", ["gzip"]],
    ["X-GZIP", ["gzip"]],
    ["gzip, br", ["gzip", "br"]],
    ["gzip, identity", ["gzip", "identity"]],
    ["", []],
  ])("%j names %j", (field, names) => {
    expect(contentCodings(field)).toEqual(names);
    const check = (): void => demandPlainBody(requestOf(field, "x"));
    if (names.length === 0) expect(check).not.toThrow();
    else expect(check).toThrow(HttpError);
    expect(() => demandPlainBody(requestOf(field, ""))).not.toThrow();
  });
});

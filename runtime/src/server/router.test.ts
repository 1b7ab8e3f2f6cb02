import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { path } from "../extract/values.ts";
import { line } from "./kit.fixture.ts";
import { any, get } from "./methods.ts";
import { routed, show } from "./router.fixture.ts";
import { Router } from "./router.ts";

describe("matching", () => {
  const templates = [
    "/",
    "/u/me",
    "/u/{id}",
    "/u/{id}/pets",
    "/u/me/{what}",
    "/f/{*rest}",
    "/f/fixed",
    "/d/{name}.json",
    "/d/{name}",
    "/d/{name}.tar.gz",
    "/v/v{major}.{minor}",
    "/r/{a}-{b}",
    "/{*rest}",
    "/x/{a}/y",
    "/x/b/z",
  ];
  const cases: [string, string][] = [
    ["/", "/"],
    ["/u/me", "/u/me"],
    ["/u/you", "/u/{id} you"],
    ["/u/me/pets", "/u/me/{what} pets"],
    ["/u/you/pets", "/u/{id}/pets you"],
    ["/u/you/cats", "/{*rest} u/you/cats"],
    ["/f/fixed", "/f/fixed"],
    ["/f/a", "/f/{*rest} a"],
    ["/f/a/b", "/f/{*rest} a/b"],
    ["/f/a//b/", "/f/{*rest} a//b/"],
    ["/f/", "/{*rest} f/"],
    ["/f", "/{*rest} f"],
    ["/d/a.json", "/d/{name}.json a"],
    ["/d/a.b.json", "/d/{name}.json a.b"],
    ["/d/.json", "/d/{name} .json"],
    ["/d/a.tar.gz", "/d/{name}.tar.gz a"],
    ["/d/a.xml", "/d/{name} a.xml"],
    ["/v/v1.2", "/v/v{major}.{minor} 1 2"],
    ["/v/v1.2.3", "/v/v{major}.{minor} 1 2.3"],
    ["/v/v1", "/{*rest} v/v1"],
    ["/v/v.2", "/{*rest} v/v.2"],
    ["/r/a-b", "/r/{a}-{b} a b"],
    ["/r/a-b-c", "/r/{a}-{b} a b-c"],
    ["/r/a-", "/{*rest} r/a-"],
    // A fixed segment that leads nowhere gives way to the parameter.
    ["/x/b/y", "/x/{a}/y b"],
    ["/x/b/z", "/x/b/z"],
    // Raw: nothing is decoded, and slashes and case count.
    ["/u/a%2Fb", "/u/{id} a%2Fb"],
    ["/u/%6De", "/u/{id} %6De"],
    ["/U/me", "/{*rest} U/me"],
    ["/u/me/", "/{*rest} u/me/"],
    ["//", "/{*rest} /"],
    ["/u//pets", "/{*rest} u//pets"],
  ];

  test.each(cases)("%s is %s", async (target, expected) => {
    expect(await line(routed(templates), "GET", target)).toBe(expected);
  });

  test("the order of adding does not matter", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(templates, { minLength: templates.length }), async (shuffled) => {
        const router = routed(shuffled);
        for (const [target, expected] of cases) expect(await line(router, "GET", target)).toBe(expected);
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ["/catch/1/", "/catch/{id}"],
    ["//", "/"],
    ["/f/", "/f/{*p}"],
    ["/u/", "/u/{id}"],
    ["/u", "/u/{id}"],
    ["/A", "/a"],
    ["/a/", "/a"],
    ["/a", "/a/"],
    ["/%61", "/a"],
    ["/a%2Fb", "/a/b"],
    ["", "/"],
    ["a", "/{x}"],
  ])("%s does not match %s", async (target, template) => {
    expect(await line(routed([template]), "GET", target)).toBe("404");
  });

  test("text of a template is compared as it arrives", async () => {
    const router = routed(["/straße/{id}", "/a b", "/done%20it", "/m:act/{id}:undo"]);
    expect(await line(router, "GET", "/stra%C3%9Fe/1")).toBe("/straße/{id} 1");
    expect(await line(router, "GET", "/a%20b")).toBe("/a b");
    expect(await line(router, "GET", "/done%20it")).toBe("/done%20it");
    expect(await line(router, "GET", "/m:act/7:undo")).toBe("/m:act/{id}:undo 7");
  });

  test.each(["/u/%zz", "/u/%", "/u/%ff", "/u/%00", "/u/%0a", "/f/a/%c0%ae"])(
    "%s is malformed",
    async (target) => {
      const router = routed(["/u/{id}", "/f/{*rest}"]);
      expect(await line(router, "GET", target)).toBe("400");
      // A route that does not exist is not found, whatever else is wrong.
      expect(await line(router, "GET", `/none${target}`)).toBe("404");
    },
  );

  test.each([
    ["/u/a%20b%2Fc", "a b/c"],
    ["/u/%E2%82%AC", "€"],
    ["/u/%2e%2e", ".."],
    ["/u/..", ".."],
    ["/u/a;x=1", "a;x=1"],
    ["/u/a+b", "a+b"],
    // Once: what is escaped twice stays escaped.
    ["/u/%252F", "%2F"],
    ["/f/a%2Fb/c%20d", "a/b/c d"],
  ])("%s has the parameter %j", async (target, value) => {
    const router = new Router()
      .route(
        "/u/{id}",
        get([path("id")], (id) => id),
      )
      .route(
        "/f/{*rest}",
        get([path("rest")], (rest) => rest),
      );
    expect(await line(router, "GET", target)).toBe(value);
  });

  test("a path that is refused for its method is not looked at further", async () => {
    expect(await line(routed(["/u/{id}"]), "POST", "/u/%zz")).toBe("405");
    expect(await line(new Router().route("/u/{id}", any(show)), "POST", "/u/%zz")).toBe("400");
  });
});

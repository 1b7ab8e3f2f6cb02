import { execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Router } from "../router.ts";
import { file } from "./file.ts";
import { ask, Folder, seen } from "./files.fixture.ts";
import { staticFiles } from "./static-files.ts";

const secret = "SECRET";
let folder: Folder;
let router: Router;

beforeAll(async () => {
  folder = await Folder.make({
    "secret.txt": secret,
    "root-secret/secret.txt": secret,
    "root/index.html": "index",
    "root/a.txt": "a",
    "root/a b.txt": "space",
    "root/100%.txt": "percent",
    "root/%61.txt": "escape",
    "root/ä.txt": "umlaut",
    "root/a+b.txt": "plus",
    "root/12:30.txt": "colon",
    "root/..a": "dots",
    "root/a..b.txt": "dots inside",
    "root/sub/index.html": "sub index",
    "root/sub/b.txt": "b",
    "root/empty/.hidden": secret,
    "root/.env": secret,
    "root/.git/config": secret,
  });
  const links: [string, string][] = [
    ["../secret.txt", "root/out.txt"],
    [folder.path, "root/up"],
    ["../root-secret", "root/beside"],
    ["out.txt", "root/chain.txt"],
    ["a.txt", "root/inside.txt"],
    ["sub", "root/alias"],
    [".git/config", "root/shown.txt"],
    ["loop.txt", "root/loop.txt"],
    ["nowhere", "root/dangling.txt"],
  ];
  for (const [target, path] of links) await symlink(target, folder.at(path));
  await mkdir(folder.at("root/index-out"));
  await symlink("../../secret.txt", folder.at("root/index-out/index.html"));
  await mkdir(folder.at("root/index-folder/index.html"), { recursive: true });
  await promisify(execFile)("mkfifo", [folder.at("root/pipe.txt")]);
  router = new Router()
    .nestService("/assets", staticFiles(folder.at("root")))
    .nestService("/hidden", staticFiles(folder.at("root"), { dotfiles: true }))
    .nestService("/", staticFiles(folder.at("root")));
});
afterAll(() => folder.remove());

describe("paths that lead to files", () => {
  test.each([
    ["/a.txt", "a"],
    ["/a%2etxt", "a"],
    ["/%61.txt", "a"],
    ["/%2561.txt", "escape"],
    ["/a%20b.txt", "space"],
    ["/a b.txt", "space"],
    ["/100%25.txt", "percent"],
    ["/%C3%A4.txt", "umlaut"],
    ["/a+b.txt", "plus"],
    ["/12:30.txt", "colon"],
    ["/a..b.txt", "dots inside"],
    ["/sub/b.txt", "b"],
    ["/", "index"],
    ["/index.html", "index"],
    ["/sub/", "sub index"],
    // Links are followed while they stay inside.
    ["/inside.txt", "a"],
    ["/alias/b.txt", "b"],
    ["/alias/", "sub index"],
  ])("%s is %s", async (path, text) => {
    for (const prefix of ["", "/assets"]) {
      expect(await ask(router, `${prefix}${path}`)).toMatchObject({ status: 200, text });
    }
  });

  test("what begins with a dot is served when it shall be", async () => {
    expect((await ask(router, "/hidden/.env")).text).toBe(secret);
    expect((await ask(router, "/hidden/..a")).text).toBe("dots");
    expect((await ask(router, "/hidden/../secret.txt")).status).toBe(400);
  });
});

describe("paths that lead nowhere", () => {
  test.each<[string, number]>([
    ["/none.txt", 404],
    ["/a.txt/", 404],
    ["/a.txt/b", 404],
    ["/sub/none", 404],
    ["/empty/", 404],
    ["/empty", 404],
    ["/index-folder/", 404],
    [`/${"a".repeat(300)}`, 404],
    [`/${"a/".repeat(3000)}`, 404],
    // Neither a file nor a folder: reading it would wait for ever.
    ["/pipe.txt", 404],
    ["/loop.txt", 404],
    ["/dangling.txt", 404],
    // Hidden.
    ["/.env", 404],
    ["/%2eenv", 404],
    ["/.git/config", 404],
    ["/sub/.env", 404],
    ["/..a", 404],
    ["/...", 404],
    // Upwards.
    ["/..", 400],
    ["/../secret.txt", 400],
    ["/../root-secret/secret.txt", 400],
    ["/sub/../../secret.txt", 400],
    ["/sub/../a.txt", 400],
    ["/./a.txt", 400],
    ["/%2e%2e/secret.txt", 400],
    ["/.%2e/secret.txt", 400],
    ["/%2E%2E%2Fsecret.txt", 400],
    ["/..%2fsecret.txt", 400],
    ["/sub%2f..%2f..%2fsecret.txt", 400],
    ["/sub%2fb.txt", 400],
    ["/..\\secret.txt", 400],
    ["/..%5csecret.txt", 400],
    ["/sub%5Cb.txt", 400],
    ["/%252e%252e/secret.txt", 404],
    ["/..%252fsecret.txt", 404],
    ["/%25%32%65%25%32%65/secret.txt", 404],
    ["/%c0%ae%c0%ae/secret.txt", 400],
    ["/%uff0e%uff0e/secret.txt", 400],
    ["/\uff0e\uff0e/secret.txt", 404],
    ["/..;/secret.txt", 404],
    // NUL, control characters, malformed escapes.
    ["/a.txt%00", 400],
    ["/a.txt%00.html", 400],
    ["/%0a", 400],
    ["/%7f", 400],
    ["/%", 400],
    ["/%zz", 400],
    ["/%ff", 400],
    // Empty segments.
    ["//", 404],
    ["//a.txt", 404],
    ["//evil.example/..", 404],
    ["/sub//b.txt", 404],
    ["/sub//", 404],
    // Absolute paths and drives.
    ["//etc/passwd", 404],
    ["/%2fetc/passwd", 400],
    ["/C:/secret.txt", 400],
    ["/c:secret.txt", 400],
    ["/sub/C:secret.txt", 400],
    ["/%5c%5chost%5cshare", 400],
    ["/file:///etc/passwd", 404],
    // Links that leave.
    ["/out.txt", 404],
    ["/chain.txt", 404],
    ["/up/secret.txt", 404],
    ["/up/", 404],
    ["/up", 404],
    ["/beside/secret.txt", 404],
    ["/index-out/", 404],
  ])("%s is %d", async (path, status) => {
    for (const prefix of ["", "/assets"]) {
      const found = await ask(router, `${prefix}${path}`);
      expect(found.status).toBe(status);
      expect(found.text).not.toContain(secret);
      expect(found.headers.has("location")).toBe(false);
    }
  });

  test("a link to a hidden file is served: somebody has put it there", async () => {
    expect((await ask(router, "/shown.txt")).text).toBe(secret);
  });

  test("a name of a file that begins as the root does is outside", async () => {
    const service = staticFiles(folder.at("root/sub"));
    expect((await ask(service, "/../a.txt")).status).toBe(400);
    expect((await ask(staticFiles(folder.at("root")), "/beside/")).status).toBe(404);
  });

  test("a root that is not there is a fault of the server", async () => {
    await expect(ask(staticFiles(folder.at("none")), "/a.txt")).rejects.toThrow("ENOENT");
  });

  test("a root may be a link", async () => {
    const service = staticFiles(folder.at("root/alias"));
    expect((await ask(service, "/b.txt")).text).toBe("b");
  });
});

test("no request reads what is outside or hidden", async () => {
  const pieces = [
    "..", ".", "%2e", "%2E%2e", "%252e", "/", "//", "%2f", "%2F", "%252f", "\\", "%5c", "%00", "%", "%c0%af", "%c0%ae",
    "up", "beside", "out.txt", "chain.txt", "secret.txt", "root-secret", "root", "sub", "a.txt", ".env", "%2eenv",
    ".git", "config", "empty", ".hidden", "index-out", "index.html", "C:", ";", ":", "~", " ", "\u00e4",
  ]; // prettier-ignore
  const paths = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => `/${parts.join("")}`);
  const segments = fc
    .array(fc.constantFrom(...pieces), { maxLength: 8 })
    .map((parts) => `/${parts.join("/")}`);
  await fc.assert(
    fc.asyncProperty(fc.oneof(paths, segments), fc.constantFrom("", "/assets"), async (path, prefix) => {
      const { status, text, headers } = await ask(router, `${prefix}${path}`);
      expect([200, 307, 400, 404]).toContain(status);
      expect(text).not.toContain(secret);
      // A redirect leads to a path of this host, below the one that was asked for.
      const location = headers.get("location");
      if (location !== undefined) expect(location).toMatch(/^\.\/[^/]+\/$/);
    }),
    { numRuns: 2000 },
  );
});

describe("folders without a slash", () => {
  test.each([
    ["/sub", "./sub/"],
    ["/sub?a=//b", "./sub/?a=//b"],
    ["/assets/sub", "./sub/"],
    ["/assets", "./assets/"],
    ["/assets?x", "./assets/?x"],
    ["/%73ub", "./%73ub/"],
    ["/alias", "./alias/"],
  ])("%s is redirected to %s", async (target, location) => {
    const { status, headers } = await ask(router, target);
    expect([status, headers.get("location")]).toEqual([307, location]);
    const [path = ""] = target.split("?");
    const { pathname } = new URL(location, `http://host${path}`);
    expect((await ask(router, pathname)).status).toBe(200);
  });

  test("without an index they are 404", async () => {
    const service = staticFiles(folder.at("root"), { index: false });
    for (const path of ["/", "/sub", "/sub/"]) expect((await ask(service, path)).status).toBe(404);
    expect((await ask(service, "/sub/index.html")).status).toBe(200);
  });

  test("another file can be the index", async () => {
    const service = staticFiles(folder.at("root"), { index: "b.txt" });
    expect((await ask(service, "/sub/")).text).toBe("b");
    expect((await ask(service, "/")).status).toBe(404);
  });
});

describe("a reply of one file below a root", () => {
  test.each<[string, number]>([
    ["a.txt", 200],
    ["sub/b.txt", 200],
    ["100%.txt", 200],
    ["%61.txt", 200],
    ["none.txt", 404],
    ["sub", 404],
    ["sub/", 404],
    ["", 404],
    ["/a.txt", 404],
    ["/etc/passwd", 404],
    [".env", 404],
    ["out.txt", 404],
    ["up/secret.txt", 404],
    ["../secret.txt", 400],
    ["sub/../../secret.txt", 400],
    ["..\\secret.txt", 400],
    ["a.txt\0", 400],
    ["C:a.txt", 400],
  ])("%j is %d", async (path, status) => {
    const found = await seen(() => file(path, { root: folder.at("root") }));
    expect(found.status).toBe(status);
    expect(found.text).not.toContain(secret);
  });
});

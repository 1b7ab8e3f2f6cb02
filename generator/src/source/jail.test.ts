import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Diagnostics } from "./diagnostic.ts";
import { DocumentStore } from "./load.ts";
import type { ReadOptions } from "./reader.ts";
import { rootSpan } from "./span.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "volo-gen-jail-"));
  await mkdir(join(folder, "root/sub"), { recursive: true });
  await writeFile(join(folder, "root/api.json"), "{}");
  await writeFile(join(folder, "root/sub/in.json"), '{"inside": true}');
  await writeFile(join(folder, "secret.json"), '{"secret": true}');
  await writeFile(join(folder, "root/empty.yaml"), " \n");
  await writeFile(join(folder, "root/latin.yaml"), Buffer.from([0x61, 0x3a, 0x20, 0xe9]));
  await writeFile(join(folder, "root/utf16.json"), Buffer.from([0xff, 0xfe, 0x7b, 0x00]));
  await writeFile(join(folder, "root/bom.json"), '\uFEFF{"bom": true}');
  await symlink(join(folder, "secret.json"), join(folder, "root/link.json"));
  await symlink(folder, join(folder, "root/up"));
  await symlink(join(folder, "root/sub/in.json"), join(folder, "root/fine.json"));
  await symlink(join(folder, "root/loop.json"), join(folder, "root/loop.json"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function follow(
  reference: string,
  options: ReadOptions = {},
): Promise<{ value: unknown; codes: string[]; message: string | undefined }> {
  const diagnostics = new Diagnostics();
  const store = new DocumentStore(diagnostics, { base: folder, ...options });
  const entry = await store.entry("root/api.json");
  const span = rootSpan(entry!.file);
  const location = store.locate(reference, entry!.file, span);
  const document = location === undefined ? undefined : await store.load(location, span);
  return {
    value: document?.value,
    codes: diagnostics.list.map((d) => d.code),
    message: diagnostics.list[0]?.message,
  };
}

describe("the root folder cannot be left", () => {
  test.each([
    ["../secret.json", "VG1010"],
    ["sub/../../secret.json", "VG1010"],
    ["%2e%2e/secret.json", "VG1010"],
    ["%2e%2e%2fsecret.json", "VG1010"],
    ["link.json", "VG1010"],
    ["up/secret.json", "VG1010"],
    ["/etc/passwd", "VG1011"],
    ["//etc/passwd", "VG1011"],
    ["file:///etc/passwd", "VG1011"],
    ["FILE:/etc/passwd", "VG1011"],
    ["C:\\secret.json", "VG1011"],
    ["\\\\host\\share", "VG1011"],
    ["..\\secret.json", "VG1014"],
    ["a%00.json", "VG1014"],
    ["%zz.json", "VG1014"],
    ["data:application/json,{}", "VG1014"],
    ["http://127.0.0.1/x.json", "VG1012"],
    ["https://example.com/x.json", "VG1012"],
    ["sub", "VG1001"],
    ["missing.json", "VG1001"],
    ["sub/in.json/x", "VG1001"],
    ["loop.json", "VG1001"],
    ["/dev/zero", "VG1011"],
    ["empty.yaml", "VG1004"],
    ["latin.yaml", "VG1003"],
    ["utf16.json", "VG1003"],
  ])("%s: %s", async (reference, code) => {
    const { value, codes } = await follow(reference);
    expect(codes).toEqual([code]);
    expect(value).toBeUndefined();
  });

  test.each([
    ["sub/in.json", { inside: true }],
    ["./sub/../sub/in.json", { inside: true }],
    ["fine.json", { inside: true }],
    ["bom.json", { bom: true }],
  ])("%s is inside", async (reference, value) => {
    expect(await follow(reference)).toMatchObject({ value, codes: [] });
  });

  test("a wider root lets in what it holds", async () => {
    expect(await follow("../secret.json", { root: "." })).toMatchObject({
      value: { secret: true },
      codes: [],
    });
  });

  test("a file that is too large is refused", async () => {
    expect((await follow("sub/in.json", { limits: { bytes: 3 } })).codes).toEqual(["VG1006"]);
  });
});

describe("remote documents", () => {
  test("are read from an allowed host only, also after a redirect", async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(`${request.headers.authorization ?? "no credentials"} ${request.url}`);
      if (request.url === "/away") response.writeHead(302, { location: "http://localhost:1/x" }).end();
      else if (request.url === "/near") response.writeHead(302, { location: "/doc" }).end();
      else response.end('{"remote": true}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      const allowHosts = [host];
      expect(await follow(`http://${host}/doc`, { allowHosts })).toMatchObject({
        value: { remote: true },
        codes: [],
      });
      expect(await follow(`http://${host}/near`, { allowHosts })).toMatchObject({ value: { remote: true } });
      expect((await follow(`http://${host}/away`, { allowHosts })).codes).toEqual(["VG1012"]);
      expect((await follow(`http://user:pass@${host}/doc`, { allowHosts })).codes).toEqual(["VG1012"]);
      expect((await follow(`http://${host}/doc`)).codes).toEqual(["VG1012"]);
      expect(seen).toEqual([
        "no credentials /doc",
        "no credentials /near",
        "no credentials /doc",
        "no credentials /away",
      ]);
    } finally {
      server.close();
    }
  });
});

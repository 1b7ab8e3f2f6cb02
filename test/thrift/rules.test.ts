import { toFetch } from "volo-http/server";
import type { Router } from "volo-http/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Generated } from "../emit/generated.ts";
import { generated } from "../emit/generated.ts";

// Rules of fields, from the text of a contract to the reply: what is refused, where, and in whose words.

const contract = `
enum State { OFF = 0, ON = 1 }
struct Window {
  1: optional i64 from_ms (api.body = "from", api.js_conv = "true")
  2: optional i64 to_ms (api.body = "to", api.js_conv = "true", api.vd = "?; $ >= (FromMs)$; msg:sprintf('%v is before %v', $, (FromMs)$)")
}
struct Search {
  1: i32 limit = 10 (api.query = "limit", api.vd = "$ > 0 && $ <= 100; msg:'one to a hundred'")
  2: i32 page (api.query = "page", api.vd = "$ > 0")
  3: optional i64 least (api.query = "least")
  4: optional i64 most (api.query = "most", api.vd = "?; $ >= (least)$")
  5: optional string word (api.query = "word", api.vd = "?; regexp('(?i)^[a-z]+$') && !regexp('^no')")
  6: optional list<string> tags (api.query = "tags", api.vd = "range($, len(#v) <= 3 && #k < 2)")
  7: optional string token (api.header = "X-Token", api.vd = "?; len($) == (limit)$")
  8: optional Window window (api.body = "window")
  9: optional string mail (api.body = "mail", api.vd = "?; email($)")
  10: optional string word_copy (api.body = "copy", api.vd = "?; $ == (word)$")
  11: optional binary bytes (api.body = "bytes", vt.max_size = "2")
  12: optional map<i64, string> names (api.body = "names", vt.key.gt = "0", vt.value.min_size = "1")
  13: optional State state (api.body = "state", vt.defined_only = "true")
}
service Api { void search(1: Search r) (api.post = "/search") }
`;

let api: Generated;
let fetch: (request: Request) => Promise<Response>;
beforeAll(async () => {
  api = await generated({ text: contract, extension: "thrift" }, "Api");
  const { apiRouter } = (await api.load("server.ts")) as { apiRouter: (service: object) => Router };
  fetch = toFetch(apiRouter({ search: () => undefined }));
});
afterAll(() => api.remove());

/** What is wrong with a request: place and words. */
async function faults(
  query: string,
  body: object = {},
  headers: Record<string, string> = {},
): Promise<string[]> {
  const response = await fetch(
    new Request(`http://localhost/search?${query}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    }),
  );
  if (response.status === 204) return [];
  const { errors = [] } = (await response.json()) as {
    errors?: { in: string; name?: string; pointer: string; message: string }[];
  };
  return errors.map((one) => `${one.in} ${one.name ?? ""}${one.pointer}: ${one.message}`);
}

describe("rules between and inside parameters", () => {
  test.each<[query: string, body: object, headers: Record<string, string>, wrong: readonly string[]]>([
    ["page=1", {}, {}, []],
    ["page=1&limit=100", {}, {}, []],
    ["page=1&limit=0", {}, {}, ["query limit: one to a hundred"]],
    ["page=0&limit=101", {}, {}, ["query limit: one to a hundred", "query page: must satisfy $ > 0"]],
    // An absent field of default requiredness is zero.
    ["", {}, {}, ["query page: must satisfy $ > 0"]],
    // Values that are none are told once.
    ["page=x", {}, {}, ["query page: must be an integer"]],
    ["page=1&most=5&least=6", {}, {}, ["query most: must satisfy $ >= (least)$"]],
    ["page=1&most=6&least=6", {}, {}, []],
    ["page=1&most=6", {}, {}, ["query most: must satisfy $ >= (least)$"]],
    ["page=1&most=6&least=x", {}, {}, ["query least: must be an integer"]],
    ["page=1&word=Abc", {}, {}, []],
    ["page=1&word=note", {}, {}, ["query word: must satisfy regexp('(?i)^[a-z]+$') && !regexp('^no')"]],
    ["page=1&tags=a&tags=bbb", {}, {}, []],
    ["page=1&tags=a&tags=b&tags=c", {}, {}, ["query tags: must satisfy range($, len(#v) <= 3 && #k < 2)"]],
    ["page=1&limit=2", {}, { "x-token": "ab" }, []],
    ["page=1", {}, { "x-token": "ab" }, ["header X-Token: must satisfy len($) == (limit)$"]],
    ["page=1&word=a", { copy: "a" }, {}, []],
    ["page=1&word=a", { copy: "b" }, {}, ["body /copy: must satisfy $ == (word)$"]],
    ["page=1", { window: { from: "5", to: 9 } }, {}, []],
    ["page=1", { window: { from: "10", to: "9" } }, {}, ["body /window/to: 9 is before 10"]],
    ["page=1", { window: { from: "x", to: "9" } }, {}, ["body /window/from: must be a valid int64"]],
    ["page=1", { mail: "a" }, {}, ["body /mail: must be an email address"]],
    ["page=1", { bytes: "AAA=" }, {}, []],
    ["page=1", { bytes: "AAAA" }, {}, ['body /bytes: must satisfy vt.max_size = "2"']],
    ["page=1", { names: { 1: "a" } }, {}, []],
    ["page=1", { names: { 0: "a" } }, {}, ['body /names: must satisfy vt.key.gt = "0"']],
    ["page=1", { names: { 1: "" } }, {}, ['body /names: must satisfy vt.value.min_size = "1"']],
  ])("%s %o %o", async (query, body, headers, wrong) => {
    expect(await faults(query, body, headers)).toEqual(wrong);
  });
});

test("the generated code is as people would write it, and passes the compiler", async () => {
  expect(api.diagnostics.filter(({ code }) => code.startsWith("VG33"))).toEqual([]);
  const server = api.files.get("server.ts") ?? "";
  expect(server).toContain(`    const mostValue: unknown = req.most;
    const leastValue: unknown = req.least;
    if (!(mostValue == null || numeric(mostValue) >= numeric(leastValue)))`);
  expect(await api.check()).toBe("");
}, 60_000);

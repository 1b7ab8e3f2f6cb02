import { expect, test } from "vitest";
import { compiled, schemas } from "./oracle.ts";

// hey-api #2733 and its like: a pattern printed as a literal ends where the contract wants it to. Here it is text, given to
// `new RegExp` with the flag `u`.

const patterns = [
  "/;pwn_1();/",
  "\\/;pwn_1();//",
  "[/]pwn_1()",
  "a\npwn_1()",
  "a\u2028pwn_1()",
  "a/g,pwn_1(),/b",
  '"\\);pwn_1\\(\\);\\("',
  "${pwn_1()}",
  "`\\+pwn_1\\(\\)\\+`",
  "]/.source;pwn_1()//[",
  "\\u{1F600}|pwn_1",
  "(?<pwn_1>a)",
  "\\",
  "(",
  "(?{pwn_1()})",
];

test.each(patterns)("%j", async (pattern) => {
  const { api } = await compiled(
    schemas({
      U: {
        type: "object",
        properties: { a: { type: "string", pattern } },
        patternProperties: { [pattern]: { type: "string" } },
      },
    }),
  );
  const codec = api.files.get("codec.ts") ?? "";
  for (const [printed = ""] of codec.matchAll(/new RegExp\([^\n]*/g)) expect(printed).toMatch(/"u"\)/);
});

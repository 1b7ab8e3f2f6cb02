import { expect, test } from "vitest";
import { judge } from "./serve.ts";
import { needsRemote } from "./suite.ts";

// What implementations get wrong, through a generated server. The whole suite: npm run json-schema -- PATH.

const table: readonly [
  title: string,
  schema: string,
  valid: readonly string[],
  invalid: readonly string[],
][] = [
  [
    "1.0 is an integer",
    '{"type":"integer"}',
    ["1", "1.0", "1e2", "-0", "-0.0"],
    ["1.5", '"1"', "true", "null"],
  ],
  ["0.01 divides 19.99", '{"type":"number","multipleOf":0.01}', ["19.99", "0.07", "1e3"], ["0.075", "1e-3"]],
  ["tiny divisors", '{"type":"number","multipleOf":1e-7}', ["0.0000003", "12.3456789"], ["1e-8"]],
  ["1e308 by a decimal", '{"type":"number","multipleOf":0.123456789}', ["0.246913578"], ["1e308"]],
  ["zero is false's cousin only", '{"const":0}', ["0", "0.0", "-0"], ["false", '""', "null", "[]"]],
  ["false in an array", '{"const":[false]}', ["[false]"], ["[0]", "[null]", "[[false]]"]],
  [
    "properties in any order",
    '{"const":{"a":1,"b":[2]}}',
    ['{"b":[2.0],"a":1}'],
    ['{"a":1}', '{"a":1,"b":[2],"c":3}'],
  ],
  [
    "objects in an enumeration",
    '{"enum":[{"a":null},[1],"x",9007199254740993]}',
    ['{"a":null}', "[1]", '"x"', "9007199254740993", "9007199254740993.0", "9.007199254740993e15"],
    ["{}", "[1,1]", "9007199254740992"],
  ],
  ["an empty enumeration", '{"enum":[]}', [], ["null", "1", "{}"]],
  ["an enumeration beside a bound", '{"type":"integer","enum":[1,2,3],"minimum":2}', ["2", "3"], ["1", "4"]],
  ["a constant beside an enumeration", '{"const":1,"enum":[2]}', [], ["1", "2"]],
  ["code points", '{"type":"string","maxLength":2}', ['"😀😀"', '"é1"'], ['"abc"']],
  [
    "names that every object has",
    '{"type":"object","required":["constructor"],"properties":{"__proto__":{"type":"string"},"toString":{"type":"integer"}}}',
    ['{"constructor":1}', '{"constructor":1,"__proto__":"a","toString":2}'],
    ["{}", '{"constructor":1,"__proto__":2}', '{"constructor":1,"toString":"a"}'],
  ],
  [
    "patterns, names and the rest",
    '{"type":"object","properties":{"ab":{"type":"integer"}},"patternProperties":{"^a":{"minimum":3}},"additionalProperties":{"type":"boolean"}}',
    ['{"ab":3,"ax":4,"b":true}', '{"ax":"text"}'],
    ['{"ab":2}', '{"ax":2}', '{"b":1}'],
  ],
  [
    "unevaluated beside if",
    '{"type":"object","if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"properties":{"b":true}},"unevaluatedProperties":false}',
    ['{"a":1,"b":2}', "{}"],
    ['{"a":2}', '{"a":1,"c":2}'],
  ],
  [
    "unevaluated beside if alone",
    '{"type":"object","if":{"patternProperties":{"^f":{"type":"string"}}},"unevaluatedProperties":false}',
    ['{"f":"a"}'],
    ['{"f":1}', '{"b":"a"}'],
  ],
  [
    "unevaluated through anyOf with true",
    '{"type":"object","anyOf":[true,{"properties":{"a":true}}],"unevaluatedProperties":false}',
    ['{"a":1}'],
    ['{"b":1}'],
  ],
  [
    "items of no statement are not looked at",
    '{"type":"array","allOf":[{"prefixItems":[true]}],"unevaluatedItems":false}',
    ["[]", "[1]"],
    ["[1,2]"],
  ],
  [
    "items: true looks at all",
    '{"type":"array","allOf":[{"items":true}],"unevaluatedItems":false}',
    ["[1,2]"],
    ["{}"],
  ],
  [
    "contained items are looked at",
    '{"type":"array","contains":{"type":"string"},"minContains":0,"unevaluatedItems":{"type":"integer"}}',
    ['["a",1]', "[]"],
    ["[true]"],
  ],
  [
    "more contained than may be",
    '{"type":"array","contains":{"const":1},"maxContains":1,"minContains":2}',
    [],
    ["[]", "[1]", "[1,1]"],
  ],
  [
    "dependent keywords",
    '{"type":"object","dependentRequired":{"a":["b"]},"dependentSchemas":{"c":{"minProperties":2}}}',
    ['{"a":1,"b":2}', '{"c":1,"d":2}'],
    ['{"a":1}', '{"c":1}'],
  ],
  ["one and only one", '{"oneOf":[{"type":"integer"},{"minimum":2}]}', ["1", "2.5", '"text"'], ["3", "1.5"]],
  ["not of a not", '{"not":{"not":{"type":"string"}}}', ['"a"'], ["1"]],
  [
    "JSON in a string",
    '{"type":"string","contentMediaType":"application/json","contentSchema":{"type":"object","required":["a"]}}',
    ['"{\\"a\\":1}"'],
    ['"{}"', '"{"', '"[]"'],
  ],
  ["formats beside a type only", '{"format":"uuid"}', ['"no"', "1"], []],
];

test("hard cases are judged as JSON Schema says", async () => {
  const groups = table.map(([description, schema, valid, invalid]) => ({
    description,
    schema,
    cases: [
      ...valid.map((data) => ({ description: data, data, valid: true })),
      ...invalid.map((data) => ({ description: data, data, valid: false })),
    ],
  }));
  const verdicts = await judge({ name: "hard", groups });
  const misses = groups.flatMap(({ description, cases }, i) =>
    cases.flatMap(({ data, valid }, j) => {
      const verdict = verdicts[i]?.[j];
      return verdict === (valid ? "valid" : "invalid")
        ? []
        : [`${description}: ${data}: ${JSON.stringify(verdict)}`];
    }),
  );
  expect(misses).toEqual([]);
});

test.each([
  ['{"$ref":"#/$defs/a"}', false],
  ['{"$ref":"http://localhost:1234/integer.json"}', true],
  ['{"$ref":"https://json-schema.org/draft/2020-12/schema"}', true],
  ['{"$id":"http://x.test/a/","$ref":"b","$defs":{"b":{"$id":"b"}}}', false],
  ['{"const":{"$ref":"http://x.test/"}}', false],
])("%s needs a remote document: %s", (schema, expected) => {
  expect(needsRemote(schema)).toBe(expected);
});

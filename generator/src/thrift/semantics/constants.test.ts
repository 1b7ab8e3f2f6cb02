import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../ir/json.ts";
import { printed, programOf } from "../testing.ts";

/** The value of the constant `X` of a text, and what is said about it. */
function valueOf(text: string): {
  readonly value: JsonValue | undefined;
  readonly findings: readonly string[];
} {
  const { program, diagnostics } = programOf({ "a.thrift": text });
  const constant = program.constants.find(({ definition }) => definition.name.text === "X");
  if (constant === undefined) throw new Error(`no constant X: ${printed(diagnostics).join("\n")}`);
  return { value: program.valueOf(constant), findings: printed(diagnostics) };
}

const shapes = `
enum Size { SMALL = 1, LARGE = 2, HUGE = -3 }
typedef Size Format
typedef i64 Id
typedef list<Id> Ids
struct Point { 1: required double x, 2: optional double y = 7, 3: optional Size size }
union Choice { 1: string text, 2: Point point }
exception Gone { 1: Id id }
const i32 FIVE = 5
const string HELLO = "hello"
const Size BIG = Size.LARGE
const list<i32> NUMBERS = [1, 2]
const Point ORIGIN = { "x": 0 }
`;

describe("a constant has the JSON form of its type", () => {
  const rows: readonly (readonly [text: string, value: JsonValue])[] = [
    ["bool X = true", true],
    ["bool X = 0", false],
    ["bool X = 1", true],
    ["i32 X = true", 1],
    ["byte X = -128", -128],
    ["i8 X = 127", 127],
    ["i16 X = 0x7FFF", 32767],
    ["i32 X = -0x1F", -31],
    ["i32 X = +12", 12],
    ["i32 X = 0o17", 15],
    ["i64 X = 9007199254740991", 9007199254740991],
    ["i64 X = 9007199254740992", 9007199254740992n],
    ["i64 X = 9223372036854775807", 9223372036854775807n],
    ["i64 X = -9223372036854775808", -9223372036854775808n],
    ["double X = 3", 3],
    ["double X = -1.5e-3", -0.0015],
    ["double X = .5", 0.5],
    ['string X = "a\\n\\"b\\""', 'a\n"b"'],
    ["string X = 'it is \"quoted\"'", 'it is "quoted"'],
    ['binary X = "hé"', "aMOp"],
    ['binary X = ""', ""],
    ['uuid X = "00112233-4455-6677-8899-AAbbCCddEEff"', "00112233-4455-6677-8899-aabbccddeeff"],
    ['uuid X = "{00112233-4455-6677-8899-aabbccddeeff}"', "00112233-4455-6677-8899-aabbccddeeff"],
    ["Size X = Size.LARGE", 2],
    ["Size X = LARGE", 2],
    ["Size X = -3", -3],
    ["Size X = Format.SMALL", 1],
    ["Format X = SMALL", 1],
    ["i32 X = Size.HUGE", -3],
    ["Id X = 5", 5],
    ["Ids X = [9007199254740993, 1]", [9007199254740993n, 1]],
    ["list<i32> X = [1, 2; 3]", [1, 2, 3]],
    ["list<i32> X = []", []],
    ["list<i32> X = {}", []],
    ["set<string> X = ['a', 'b']", ["a", "b"]],
    ["map<string, i32> X = {}", {}],
    ["map<string, i32> X = []", {}],
    ["map<string, i32> X = { 'b': 1; 'a': 2 }", { b: 1, a: 2 }],
    ["map<i32, bool> X = { 1: true, -2: false }", { "1": true, "-2": false }],
    ["map<i64, i32> X = { 9223372036854775807: 1 }", { "9223372036854775807": 1 }],
    ["map<bool, i32> X = { true: 1, 0: 2 }", { true: 1, false: 2 }],
    ["map<double, i32> X = { 1: 1, 2.5: 2 }", { "1": 1, "2.5": 2 }],
    ["map<Size, string> X = { Size.LARGE: 'l', SMALL: 's' }", { "1": "s", "2": "l" }],
    ["map<i32, map<i32, i32>> X = { 1: { 2: 3 } }", { "1": { "2": 3 } }],
    ["Point X = { 'x': 1, 'size': LARGE }", { x: 1, size: 2 }],
    ["Choice X = { 'point': { 'x': 1 } }", { point: { x: 1 } }],
    ["Gone X = { 'id': 9007199254740993 }", { id: 9007199254740993n }],
    ["i32 X = FIVE", 5],
    ["i64 X = FIVE", 5],
    ["double X = FIVE", 5],
    ["binary X = HELLO", "aGVsbG8="],
    ["Size X = BIG", 2],
    ["i8 X = BIG", 2],
    ["list<i32> X = NUMBERS", [1, 2]],
    ["set<i64> X = NUMBERS", [1, 2]],
    ["list<Point> X = [ORIGIN, { 'x': FIVE }]", [{ x: 0 }, { x: 5 }]],
    ["map<string, i32> X = { HELLO: FIVE }", { hello: 5 }],
  ];

  test.each(rows)("const %s", (text, value) => {
    const computed = valueOf(`${shapes}\nconst ${text}`);
    expect(computed.findings.filter((line) => !/VG30|VG3132/.test(line))).toEqual([]);
    expect(computed.value).toEqual(value);
  });

  test("a name in a map is only a name, whatever objects of JavaScript have", () => {
    const { value } = valueOf("const map<string, i32> X = { '__proto__': 1, 'constructor': 2 }");
    expect(JSON.stringify(value)).toBe('{"__proto__":1,"constructor":2}');
  });
});

describe("what is ignored with a warning is left out of what holds it", () => {
  const rows: readonly (readonly [text: string, value: JsonValue | undefined])[] = [
    ["Size X = 5", undefined],
    ["Point X = { 'x': 1, 'size': 5 }", { x: 1 }],
    ["list<Size> X = [1, 5]", [1]],
    ["map<string, Size> X = { 'a': 5, 'b': 2 }", { b: 2 }],
    ["list<Point> X = [{}, { 'x': 1 }]", [{ x: 1 }]],
    ["set<i32> X = [1, 2, 1]", [1, 2]],
    ["map<i32, i32> X = { 1: 1, 1: 2 }", { "1": 2 }],
  ];

  test.each(rows)("const %s", (text, value) => {
    const computed = valueOf(`${shapes}\nconst ${text}`);
    expect(computed.findings.some((line) => line.includes(" - warning "))).toBe(true);
    expect(computed.value).toEqual(value);
  });
});

test("constants may stand before what they need, in chains of any length", () => {
  const chain = Array.from({ length: 5000 }, (_, i) => `const i32 C${i} = C${i + 1}`);
  const text = ["const list<i64> X = [C0, C4999]", ...chain, "const i32 C5000 = 7"].join("\n");
  expect(valueOf(text)).toEqual({ value: [7, 7], findings: [] });
});

test("constants and members of enums are found in included files", () => {
  const { program, diagnostics } = programOf({
    "a.thrift": `include "lib/shared.thrift"
      const list<shared.Status> ALL = [shared.Status.OPEN, CLOSED, shared.FIRST]
      const map<shared.Status, string> NAMES = { shared.Status.OPEN: shared.NAME }
      struct A { 1: shared.Point at = { "x": 1, "status": OPEN }, 2: i32 n = shared.Status.CLOSED, 3: i32 none }
    `,
    "lib/shared.thrift": `enum Status { OPEN = 3, CLOSED = 4 }
      const Status FIRST = CLOSED
      const string NAME = "open"
      struct Point { 1: i32 x, 2: Status status = Status.CLOSED }
    `,
  });
  expect(printed(diagnostics)).toEqual([]);
  const own = program.constants.filter(({ module }) => module.isEntry);
  expect(own.map((one) => program.valueOf(one))).toEqual([[3, 4, 4], { "3": "open" }]);
  const [struct] = program.structs;
  const fields = struct?.definition.fields ?? [];
  expect(fields.map((field) => program.defaultOf(field, program.entry))).toEqual([
    { x: 1, status: 3 },
    4,
    undefined,
  ]);
});

test("a list of i64 keeps every value, beyond what doubles hold too", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)), (values) => {
      const { value } = valueOf(`const list<i64> X = [${values.join(", ")}]`);
      expect(Array.isArray(value) ? value.map((one: unknown) => String(one)) : value).toEqual(
        values.map(String),
      );
    }),
  );
});

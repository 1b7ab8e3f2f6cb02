import { describe, expect, test } from "vitest";
import { evaluate, fold, passes } from "./index.ts";
import type { Rule } from "./index.ts";
import { testRule } from "./testing.ts";

type Fields = Readonly<Record<string, unknown>>;

function ruleOf(text: string): Rule {
  const result = testRule(text);
  if (!result.ok) throw new Error(`${result.fault.start}-${result.fault.end} ${result.fault.message}`);
  return result.rule;
}

/** What `$` and the other fields are. */
function valuesOf(fields: Fields) {
  return {
    at: (path: { readonly keys: readonly string[] }): unknown =>
      path.keys.reduce<unknown>(
        (at, key) => (typeof at === "object" && at !== null ? (at as Fields)[key] : undefined),
        fields,
      ),
  };
}

function verdict(text: string, fields: Fields): boolean {
  const { test: condition } = ruleOf(text);
  if (condition === undefined) return true;
  const folded = fold(condition);
  expect(passes(folded, valuesOf(fields)), "folding changes nothing").toBe(
    passes(condition, valuesOf(fields)),
  );
  return passes(condition, valuesOf(fields));
}

/** A rule, then values of `$` that pass and values that do not. */
const ofOne: readonly (readonly [rule: string, pass: readonly unknown[], fail: readonly unknown[]])[] = [
  ["$", [1, -1, "a", true, undefined, [1], {}, [], NaN], [0, "", false, [1, 0], [""]]],
  ["!$", [0, "", false, undefined, [0]], [1, "a", true, [1]]],
  ["!!$", [1, "a"], [0, "", undefined]],
  ["!!!$", [0], [1]],
  ["+$", [1, "a", undefined], [0]],
  ["-$ < 0", [1, 5n], [0, -1, undefined, "1"]],
  ["---$ == -3", [3], [-3]],
  ["-($ - 1) == 2", [-1], [1]],
  ["-'3' == '3'", [1], []],
  ["$ > 0", [1, 0.5, 1n, "5", "a"], [0, -1, undefined, true, [1], "", "-1"]],
  ["$ >= 1.5", [1.5, 2], [1.4, undefined]],
  ["$ < 10", [9, 9.9, -1, "1"], [10, undefined, "9"]],
  ["$<=10", [10, "10", "1"], [11, undefined, "9"]],
  ["0 < $", [1, "1", "1e3", ".5", "inf"], [0, "a", "", "-1", undefined, true, " 1", "1 ", "nan", "0x1"]],
  ["$ > 0 && $ < 10", [1, 9], [0, 10, undefined]],
  ["$ > 0 || $ <= 100", [0, 100, -5, 500], [undefined]],
  ["$ == 1||$ == 2", [1, 2], [0, 3, undefined]],
  ["$ == nil", [undefined, null], [0, "", false, []]],
  ["$ != nil", [0, "", false, [], {}], [undefined, null]],
  ["nil == $", [undefined], [0]],
  ["$ == nil || $ > 3", [undefined, 4], [3]],
  ["nil", [undefined, 0], []],
  ["$ == 'a'", ["a"], ["b", 1, undefined]],
  ["$ == '3'", ["3", 3], ["3.0"]],
  ["3 == $", [3, "3", "3.0", "3e0"], ["a", undefined, true]],
  ["$ == true", [true, "true"], [false, 1, undefined]],
  ["true == $", [true], ["true", 1]],
  ["$ != 'a'", ["b", undefined, 1], ["a"]],
  ["$ != 3", [4, undefined, "a"], [3]],
  ["$ > 'b'", ["c", "ba", "\u{1F600}"], ["a", "b", "B", undefined]],
  ["$ < '\u{1F600}'", ["a", "\uFFFD"], ["\u{1F601}"]],
  ["$!='?'", ["a", undefined], ["?"]],
  ["$ + 1 == 3", [2, 2n], [3, "2", undefined]],
  ["$ + 1 == nil", [undefined], [1, true]],
  ["$ + 'x' == 'ax'", ["a"], ["b", undefined]],
  ["'n' + $ == 'n1.5'", [1.5], [1]],
  ["'n' + $ == 'n'", [undefined, ""], [0]],
  ["'n' + $ == 'ntrue'", [true], [false]],
  ["1 + $ == 4", [3, "3"], ["a", undefined]],
  ["1 + $ == 1", ["a", undefined, true, 0], [1]],
  ["$ - 1 == 1", [2, "2"], [undefined, 1]],
  ["$ * 2 == 6", [3, "3"], [undefined]],
  ["$ * 2 == 0", [0, undefined, "a", true, [5]], [1]],
  ["$ / 2 == 1.5", [3], [4]],
  ["$ / 0 > 0", [], [1, 0, undefined]],
  ["$ / 0", [1, 0], []],
  ["$ % 2 == 0", [4, 0, 4.9, "6"], [1, 3, -3, 5.9]],
  ["$ % 2 == -1", [-3], [3]],
  ["$ % 0 == 0", [], [1, 0]],
  ["$ % 0.5 == 0", [], [1]],
  ["1 + 2 * 3 == 7", [1], []],
  ["(1 + 2) * 3 == 9", [1], []],
  ["10 - 2 - 3 == 5", [1], []],
  ["12 / 2 / 3 == 2", [1], []],
  ["7 % 4 * 2 == 6", [1], []],
  ["1 < 2 == true", [1], []],
  ["1 == 1 && 2 == 2 || false", [1], []],
  ["true || false && false", [1], []],
  ["!(true && false)", [1], []],
  ["!1 == false", [1], []],
  ["len($) > 0", ["a", [1], { a: 1 }, [0]], ["", [], {}, undefined, 5, true]],
  ["len($)==4", ["\u{1F600}", "abcd", [1, 2, 3, 4], new Set([1, 2, 3, 4])], ["abc"]],
  [
    "len($) == 2",
    [
      "\u00e9",
      "ab",
      new Map([
        [1, 1],
        [2, 2],
      ]),
      new Uint8Array(2),
    ],
    ["a"],
  ],
  ["len($) == 3", ["\u4e00", "\ud800"], ["ab"]],
  ["mblen($) == 1", ["\u{1F600}", "\u00e9", "a", [5]], ["ab", "", undefined]],
  ["mblen($) <= 2", ["ab", "", undefined, 100, "\u{1F600}\u{1F600}"], ["abc"]],
  ["(len($) > 0 && len($) < 100)", ["a"], ["", "a".repeat(100)]],
  ["regexp('^[a-z]+$')", ["abc"], ["ABC", "", undefined, 1, true, ["a"]]],
  ["regexp('b')", ["abc"], ["ac"]],
  ["!regexp('b')", ["ac"], ["abc", undefined, 1]],
  ["!!regexp('b')", ["abc"], ["ac"]],
  ["regexp('^\\d{3}$', $)", ["123"], ["12"]],
  ["regexp('^it\\'s$')", ["it's"], ["its"]],
  ["regexp('^a\\\\b$')", ["a\\b"], ["ab"]],
  ["regexp('^1$', '' + $)", [1, "1"], [2]],
  ["regexp('(?i)^ab$')", ["AB", "aB"], ["abc"]],
  ["range($, #v > 0)", [[1, 2], [], undefined, 5, "text", { a: 1 }], [[1, 0], { a: 0 }]],
  ["range($, #k < 2)", [[1, 2], []], [[1, 2, 3]]],
  ["range($, ## == 2)", [[1, 2], []], [[1]]],
  ["range($, #k + #v == ## - 1)", [[2, 1, 0]], [[0, 1, 2]]],
  ["range($, regexp('^[a-z]$', #k))", [{ a: 1 }, new Map([["b", 1]])], [{ A: 1 }]],
  ["range($, range(#v, #v > 0))", [[[1], [2, 3]], [[]]], [[[1], [0]]]],
  ["range($, len(#v) == ##)", [[[1]]], [[[1], [2]]]],
  ["range($, in(#v, 'a', 'b'))", [["a", "b"]], [["c"]]],
  ["!range($, #v > 0)", [[0, -1], []], [[1, 0]]],
  ["range($, $[#k] == #v)", [[3, 4]], []],
  ["in($, 1, 2, 3)", [1, 3, 2n], [4, "1", undefined]],
  ["in($, 'a', 'b')", ["a"], ["c", 1, undefined]],
  ["in($, nil, true)", [undefined, true], [false, 0]],
  ["!in($, 'a')", ["b", undefined, ["a"]], ["a"]],
  [
    "email($)",
    ["a@b.cd", "\u4e2d@b.cd", "a.b-c_d@e-f.example"],
    ["a", "a@b", "@b.cd", "a b@c.de", "a@b.c", undefined, 5],
  ],
  ["!email($)", ["a", undefined], ["a@b.cd"]],
  ["len($) > 0 && email($)", ["a@b.cd"], [""]],
  ["phone($)", ["123", "", "anything"], [undefined, 1]],
  ["phone($,'CN')", ["123"], [undefined]],
  ["$[0] == 5", [[5], [5, 6]], [[6], [], undefined, {}]],
  ["$[1][0] == 'a'", [[0, ["a"]]], [[["a"]]]],
  ["$[0] == 97", ["abc"], ["b", ""]],
  ["$['k'] == 1", [{ k: 1 }, new Map([["k", 1]])], [{ k: 2 }, {}, [1], undefined]],
  ["$[5] == 1", [new Map([[5, 1]]), { 5: 1 }], [[1], { 4: 1 }]],
  ["$['__proto__'] == nil", [{}, { a: 1 }], []],
  ["$['constructor'] == nil", [{}], []],
  ["$[-1] == nil", [[1], undefined], []],
  ["$[1.9] == 'b'", [["a", "b"]], [["a", "a", "b"]]],
  ["sprintf('%v-%v', $, 1) == 'a-1'", ["a"], ["b"]],
  ["sprintf('%d', $) == '3'", [3, 3.7, 3n], [4]],
  ["@:$ > 0", [1], [0]],
  [":$ > 0", [1], [0]],
  ["$ > 0;", [1], [0]],
  ["; $ > 0 ;; msg:'no'", [1], [0]],
  ["msg:'no'; $ > 0", [1], [0]],
  ["msg: 'no' ; @: $ > 0", [1], [0]],
  ["-", [0, 1, undefined], []],
  ["?", [0, 1, undefined], []],
  [" \t$\n>\r0 ", [1], [0]],
  ["$ == 'a;b'", ["a;b"], ["a"]],
  ["1-1 == 0", [1], []],
  ["-1 < $", [0], [-2]],
  ["$ == +5", [5], [4]],
];

describe("what passes", () => {
  test.each(ofOne)("%s", (rule, pass, fail) => {
    for (const value of pass) expect(verdict(rule, { x: value }), `passes: ${String(value)}`).toBe(true);
    for (const value of fail) expect(verdict(rule, { x: value }), `fails: ${String(value)}`).toBe(false);
  });
});

test.each<[rule: string, fields: Fields, result: boolean]>([
  ["$ >= (Least)$", { x: 2, Least: 1 }, true],
  ["$ >= (Least)$", { x: 0, Least: 1 }, false],
  ["$ >= (Least)$", { x: 0 }, false],
  ["(A.B)$ == $", { x: 2, A: { B: 2 } }, true],
  ["(A.B)$ == $", { x: 2, A: undefined }, false],
  ["( A )$ == 1", { A: 1 }, true],
  ["!(A)$", { A: 0 }, true],
  ["-(A)$ == -4", { A: 4 }, true],
  ["(A)$[0] == $", { x: 1, A: [1] }, true],
  ["$[(A)$[0]] == 'b'", { x: ["a", "b"], A: [1] }, true],
  ["(A)$ || (B)$", { A: 0, B: 1 }, true],
  ["len((A)$) == len((B)$)", { A: "ab", B: [1, 2] }, true],
  ["regexp('^x', (A)$)", { A: "xy" }, true],
  ["range((A)$, #v < $)", { x: 3, A: [1, 2] }, true],
  ["range((A)$, #v < $)", { x: 2, A: [1, 2] }, false],
  ["(A)$", {}, true],
])("%s of other fields", (rule, fields, result) => {
  expect(verdict(rule, fields)).toBe(result);
});

test.each<[rule: string, fields: Fields, message: unknown]>([
  ["$; msg:'a b'", {}, "a b"],
  ["$; msg:'it\\'s; so'", {}, "it's; so"],
  ["$; msg:sprintf('%v of %v', $, (A)$)", { x: 1.5, A: "b" }, "1.5 of b"],
  ["$; msg:sprintf('%s|%q|%t|%%', 'a', 'a\"b', true)", {}, 'a|"a\\"b"|true|%'],
  ["$; msg:sprintf('%5d|%-5d|%05d|%+d', $, $, 0-$, $)", { x: 42 }, "   42|42   |-0042|+42"],
  ["$; msg:sprintf('%f|%.2f|%g|%.3g', $, $, $, $)", { x: 1.23456 }, "1.234560|1.23|1.23456|1.23"],
  ["$; msg:sprintf('%v %v %v', $, (A)$, (B)$)", { x: [1, "a"], A: { k: 1 } }, "[1 a] map[k:1] <nil>"],
  ["$; msg:sprintf('%.2s', 'abc')", {}, "ab"],
  ["$; msg:'' + 0.00001 + ' ' + 1000000000000000000000000", {}, "1e-05 1e+24"],
  ["$; msg:'' + 100000000000000000000", {}, "100000000000000000000"],
  ["$; msg:'got ' + $", { x: 5n }, "got 5"],
])("%s says", (rule, fields, message) => {
  const { message: said } = ruleOf(rule);
  expect(said && evaluate(said, valuesOf(fields))).toBe(message);
});

describe("what is wrong is told with its place", () => {
  test.each<[rule: string, fault: string]>([
    ["", "0-0 VG3301 expected a condition"],
    ["msg:'a'", "0-7 VG3301 expected a condition"],
    ["$ >", "3-3 VG3301 expected a value at the end of the rule"],
    ["$ > 0 &&", "8-8 VG3301 expected a value at the end of the rule"],
    ["$ > 0 && ; msg:'a'", "9-10 VG3301 expected a value before `;`"],
    ["$ > 0 $ < 1", "6-11 VG3301 expected an operator or the end of the rule"],
    ["$ > 0 ? 1 : 2", "6-13 VG3301 expected an operator or the end of the rule"],
    ["$a", "1-2 VG3301 expected an operator or the end of the rule"],
    ["1a", "1-2 VG3301 expected an operator or the end of the rule"],
    ["1.", "1-2 VG3301 `.` means nothing here"],
    ["$ = 1", "2-3 VG3301 `=` means nothing here"],
    ["$ & 1", "2-3 VG3301 `&` means nothing here"],
    ['$ == "a"', '5-6 VG3301 `"` means nothing here'],
    ["$ == 'a", "5-7 VG3301 the text is not closed by `'`"],
    ["($ > 0", "0-1 VG3301 expected an operator or the `)` for the `(` before"],
    ["$ > 0)", "5-6 VG3301 expected an operator or the end of the rule"],
    ["()", "1-2 VG3301 expected a value before `)`"],
    ["$[]", "2-3 VG3301 expected a value before `]`"],
    ["$[0", "1-2 VG3301 expected an operator or `]`"],
    ["foo", "0-3 VG3301 `foo` means nothing here"],
    ["len", "0-3 VG3301 `len` means nothing here"],
    ["lenn($)", "0-4 VG3302 unknown function `lenn`; did you mean `len`?"],
    ["frobnicate($)", "0-10 VG3302 unknown function `frobnicate`"],
    ["len()", "0-5 VG3303 `len` takes 1 argument, not 0"],
    ["len($, 1) > 0", "0-9 VG3303 `len` takes 1 argument, not 2"],
    ["in($)", "0-5 VG3303 `in` takes at least 2 arguments, not 1"],
    ["range($)", "0-8 VG3303 `range` takes 2 arguments, not 1"],
    ["phone($, 'CN', 1)", "0-17 VG3303 `phone` takes 1 or 2 arguments, not 3"],
    ["len($", "3-4 VG3301 expected an operator, `,` or `)`"],
    ["len($ 1)", "6-7 VG3301 expected an operator, `,` or `)`"],
    ["#v > 0", "0-2 VG3305 `#k`, `#v` and `##` mean something in the condition of `range` only"],
    ["range(#v, true)", "6-8 VG3305 `#k`, `#v` and `##` mean something in the condition of `range` only"],
    ["#x", "0-1 VG3301 `#` means nothing here"],
    ["regexp($)", "7-8 VG3301 the pattern of `regexp` is written as a text in single quotes"],
    ["regexp('a' + 'b')", "7-10 VG3301 the pattern of `regexp` is written as a text in single quotes"],
    ["regexp('(')", "7-10 VG3307 a group is not closed"],
    ["sprintf($)", "8-9 VG3301 the format of `sprintf` is written as a text in single quotes"],
    ["sprintf('%v')", "8-12 VG3304 the format asks for 1 values, and 0 are given"],
    ["sprintf('%v', 1, 2)", "8-12 VG3304 the format asks for 1 values, and 2 are given"],
    ["sprintf('%y', 1)", "8-12 VG3304 the format has `%y`; known are %v, %d, %f, %g, %s, %q, %t and %%"],
    ["$; $", "3-4 VG3301 there is a condition already"],
    ["$; msg:'a'; msg:'b'", "16-19 VG3301 there is a message already"],
    ["$; mesg:'a'", "3-7 VG3301 a rule has no part `mesg`; did you mean `msg`?"],
    ["$; error:'a'", "3-8 VG3301 a rule has no part `error`"],
    ["@ $", "2-3 VG3301 expected `:` after `@`"],
    ["(Nobody)$ > 0", "0-9 VG3306 there is no field `Nobody`"],
    ["(A) $ > 0", "1-2 VG3301 `A` means nothing here"],
    ["\u{1F600}", "0-2 VG3301 `\u{1F600}` means nothing here"],
  ])("%s", (rule, fault) => {
    const result = testRule(rule);
    if (result.ok) throw new Error("it is read");
    const { start, end, code, message } = result.fault;
    expect(`${start}-${end} ${code} ${message}`).toBe(fault);
  });

  test("rules that nest too deeply, or are too long, are refused before anything overflows", () => {
    expect(testRule("(".repeat(100_000) + "$")).toMatchObject({ ok: false });
    expect(testRule("(".repeat(150) + "$" + ")".repeat(150))).toMatchObject({
      ok: false,
      fault: { code: "VG3301" },
    });
    expect(testRule("1+".repeat(10_000) + "1")).toMatchObject({ ok: false, fault: { code: "VG3301" } });
    expect(verdict("1+".repeat(400) + "1 == 401", {})).toBe(true);
    expect(verdict("(".repeat(90) + "$" + ")".repeat(90), { x: 1 })).toBe(true);
    expect(verdict("!".repeat(900) + "$", { x: 1 })).toBe(true);
  });
});

test("`?` lets an absent value pass", () => {
  expect(ruleOf("?")).toEqual({ text: "", skipsNil: true });
  expect(ruleOf("? ; $ > 0")).toMatchObject({ skipsNil: true, text: "$ > 0" });
  expect(ruleOf("?$ > 0; msg:'a'")).toMatchObject({ skipsNil: true, text: "$ > 0", message: { value: "a" } });
  expect(ruleOf(" $ > 0  ; msg:'a'")).toMatchObject({ skipsNil: false, text: "$ > 0" });
});

import { expect, test } from "vitest";
import { Diagnostics } from "../../source/diagnostic.ts";
import { modulesOf, printed } from "../testing.ts";
import { resolveProgram } from "./index.ts";

/** Lines made of their number. */
function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join("\n");
}

const many = 10_000;

/** What it is, its text, and how many findings there are, the first of which is given. */
const rows: readonly (readonly [name: string, text: string, count: number, first?: string])[] = [
  [
    "a chain of a thousand typedefs",
    `typedef i32 T0\n${lines(1000, (i) => `typedef T${i} T${i + 1}`)}`,
    1,
    "a.thrift:257:14 - error VG3106: typedef `T256` stands for a type of more than 256 levels",
  ],
  [
    "a chain of typedefs, the last one first",
    `${lines(many, (i) => `typedef T${i + 1} T${i}`)}\ntypedef i32 T${many}`,
    1,
    "a.thrift:9745:15 - error VG3106: typedef `T9744` stands for a type of more than 256 levels",
  ],
  [
    "a cycle of typedefs",
    lines(1000, (i) => `typedef T${(i + 1) % 1000} T${i}`),
    2,
    "a.thrift:1:9 - error VG3105: typedef cycle T1 -> T2 -> T3 -> T4 -> T5 -> … -> T995 -> T996 -> T997 -> T998 -> T999 -> T0 -> T1",
  ],
  [
    "typedefs that hold the one before twice",
    `typedef i32 T0\n${lines(200, (i) => `typedef map<T${i}, T${i}> T${i + 1}`)}`,
    1,
    "a.thrift:13:23 - error VG3106: typedef `T12` stands for a type of more than 10000 parts",
  ],
  [
    "structs that require one another in a row",
    `${lines(many, (i) => `struct S${i} { 1: required S${i + 1} a, 2: S${i} b }`)}\nstruct S${many} {}`,
    0,
  ],
  ["a cycle of structs", lines(many, (i) => `struct S${i} { 1: required S${(i + 1) % many} a }`), 1],
  ["unknown types", lines(many, (i) => `struct S${i} { 1: Sx${i} a }`), many],
  ["unknown constants", lines(many, (i) => `const i32 C${i} = D${i}`), many],
  [
    "unknown fields in the value of a large struct",
    `struct A {\n${lines(many, (i) => `${i + 1}: i32 f${i}`)}\n}\nconst A C = {\n${lines(many, (i) => `"g${i}": ${i}`)}\n}`,
    many,
  ],
  [
    "all members of a large enum by name and by number",
    `enum E {\n${lines(many, (i) => `M${i}`)}\n}\nconst list<E> C = [\n${lines(many, (i) => `E.M${i}, M${i}, ${i}`)}\n]`,
    0,
  ],
  ["a chain of constants", `${lines(many, (i) => `const i64 C${i} = C${i + 1}`)}\nconst i32 C${many} = 1`, 0],
  ["a cycle of constants", lines(many, (i) => `const i32 C${i} = C${(i + 1) % many}`), 1],
  [
    "constants that hold the one before twice",
    `typedef list<i32> L0\nconst L0 C0 = [1]\n${lines(100, (i) => `typedef list<L${i}> L${i + 1}\nconst L${i + 1} C${i + 1} = [C${i}, C${i}]`)}`,
    1,
    "a.thrift:42:18 - error VG3128: all constants and defaults hold more than 4000000 values",
  ],
  [
    "constants that hold the one before, of one type",
    `struct N { 1: optional N n }\nconst N C0 = {}\n${lines(many, (i) => `const N C${i + 1} = { "n": C${i} }`)}`,
    1,
    "a.thrift:258:16 - error VG3128: the value is nested too deeply: constants hold one another",
  ],
  [
    "a long list as the default of many fields of another type",
    `const list<i32> C = [\n${lines(many, () => "1")}\n70000]\nstruct A {\n${lines(many, (i) => `${i + 1}: list<i16> f${i} = C`)}\n}`,
    many,
  ],
  [
    "a chain of services",
    `${lines(many, (i) => `service S${i} extends S${i + 1} { void m${i}() }`)}\nservice S${many} {}`,
    1,
    "a.thrift:9744:23 - error VG3108: service `S9743` extends more than 256 others",
  ],
  [
    "many services that extend a large one",
    `service B {\n${lines(many, (i) => `void m${i}()`)}\n}\n${lines(many, (i) => `service S${i} extends B { void n() }`)}`,
    0,
  ],
  [
    "names of a megabyte",
    `struct ${"a".repeat(500_000)}b {}\nstruct A { 1: ${"a".repeat(500_000)}c d, 2: ${"a.".repeat(250_000)}b e }`,
    2,
    `a.thrift:2:15 - error VG3102: unknown type \`${"a".repeat(60)}…\``,
  ],
];

test.each(rows.map(([name, ...row]) => ({ name, row })))(
  "$name: linear time",
  ({ row: [text, count, first] }) => {
    const diagnostics = new Diagnostics();
    const modules = modulesOf({ "a.thrift": text }, "a.thrift", diagnostics);
    const syntax = diagnostics.list.length;
    const start = performance.now();
    resolveProgram(modules, diagnostics);
    // A tenth of a second on a quiet machine; whatever is quadratic takes many times the bound.
    expect(performance.now() - start).toBeLessThan(3000);
    const findings = printed(diagnostics).slice(syntax);
    expect(findings).toHaveLength(count);
    if (first !== undefined) expect(findings[0]).toBe(first);
  },
);

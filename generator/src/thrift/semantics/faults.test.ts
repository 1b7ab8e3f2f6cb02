import { describe, expect, test } from "vitest";
import { locate } from "../../source/locate.ts";
import { printed, programOf } from "../testing.ts";

/** One file `a.thrift`, and what is printed about it. */
type Row = readonly [name: string, text: string, ...findings: string[]];

function run(rows: readonly Row[]): void {
  test.each(rows)("%s", (_name, text, ...findings) => {
    expect(printed(programOf({ "a.thrift": text }).diagnostics)).toEqual(findings);
  });
}

describe("names of types", () => {
  run([
    [
      "an unknown type asks whether a base type was meant",
      "struct A {\n  1: Strng name\n}",
      "a.thrift:2:6 - error VG3102: unknown type `Strng`; did you mean `string`?",
    ],
    [
      "an unknown type asks whether a type that is defined later was meant",
      "struct A { 1: list<Ordr> o }\nstruct Order { 1: i32 a }",
      "a.thrift:1:20 - error VG3102: unknown type `Ordr`; did you mean `Order`?",
    ],
    [
      "an unknown type that is like no other has no suggestion",
      "typedef Whatever A",
      "a.thrift:1:9 - error VG3102: unknown type `Whatever`",
    ],
    [
      "every unknown type of a map is reported",
      "struct A { 1: map<Aaaa, Bbbb> m }",
      "a.thrift:1:19 - error VG3102: unknown type `Aaaa`",
      "a.thrift:1:25 - error VG3102: unknown type `Bbbb`",
    ],
    [
      "a prefix without an include is reported as such",
      "struct A { 1: shared.Order o }",
      "a.thrift:1:15 - error VG3102: unknown type `shared.Order`: no included file is called `shared`",
    ],
    [
      "a service is no type",
      "service S {}\nstruct A { 1: S s }",
      "a.thrift:2:15 - error VG3103: `S` is a service and no type",
    ],
    [
      "a constant is no type",
      "const i32 LIMIT = 1\nservice S { LIMIT get() }",
      "a.thrift:2:13 - error VG3103: `LIMIT` is a constant and no type",
    ],
    [
      "names that are properties of every object of JavaScript are unknown like others",
      "struct A { 1: __proto__ a, 2: constructor b }",
      "a.thrift:1:15 - error VG3102: unknown type `__proto__`",
      "a.thrift:1:31 - error VG3102: unknown type `constructor`",
    ],
  ]);
});

describe("definitions", () => {
  run([
    [
      "two types of one name",
      "struct A { 1: i32 a }\nenum A { B }",
      "a.thrift:2:6 - error VG3101: `A` is defined twice",
    ],
    [
      "two constants of one name",
      "const i32 A = 1\nconst string A = 'b'",
      "a.thrift:2:14 - error VG3101: `A` is defined twice",
    ],
    [
      "two services of one name",
      "service A {}\nservice A {}",
      "a.thrift:2:9 - error VG3101: `A` is defined twice",
    ],
    ["a type, a constant and a service may share a name", "struct A {}\nconst i32 A = 1\nservice A {}"],
    [
      "two fields of one name",
      "struct A {\n  1: i32 a\n  2: string a\n}",
      "a.thrift:3:13 - error VG3118: field `a` is declared twice in struct `A`",
    ],
    [
      "names with a dot",
      "struct A.B { 1: i32 c.d }\nservice S { void e.f(1: i32 g.h) }",
      "a.thrift:1:8 - error VG3015: the declared name `A.B` must not contain a dot",
      "a.thrift:2:18 - error VG3015: the declared name `e.f` must not contain a dot",
      "a.thrift:1:21 - error VG3015: the declared name `c.d` must not contain a dot",
      "a.thrift:2:29 - error VG3015: the declared name `g.h` must not contain a dot",
    ],
    [
      "two fields of one id",
      "union A {\n  1: i32 a\n  1: string b\n}",
      "a.thrift:3:3 - error VG3119: field id 1 is taken by `a` in union `A`",
    ],
    [
      "two parameters of one name",
      "service S { void m(1: i32 a, 2: i32 a) }",
      "a.thrift:1:37 - error VG3118: parameter `a` is declared twice in method `m`",
    ],
    [
      "two exceptions of one id",
      "exception E {}\nexception F {}\nservice S { void m() throws (1: E e, 1: F f) }",
      "a.thrift:3:38 - error VG3119: field id 1 is taken by `e` in method `m`",
    ],
    [
      "two members of an enum of one name",
      "enum A { B = 1, B = 2 }",
      "a.thrift:1:17 - error VG3111: `B` is declared twice in enum `A`",
    ],
    [
      "two members of an enum of one value",
      "enum A { B = 1, C = 1 }",
      "a.thrift:1:17 - warning VG3401: `C` has the same value as `B`, 1",
    ],
    [
      "a member of an enum beyond 32 bits",
      "enum A { B = 2147483648, C = -2147483649, D = 2147483647 }",
      "a.thrift:1:10 - error VG3112: the value 2147483648 of `B` does not fit 32 bits",
      "a.thrift:1:26 - error VG3112: the value -2147483649 of `C` does not fit 32 bits",
    ],
    [
      "members that are counted on beyond 32 bits are one error",
      "enum A { B = 2147483647, C, D, E }",
      "a.thrift:1:26 - error VG3112: the value 2147483648 of `C` does not fit 32 bits",
    ],
    [
      "a union with a required member",
      "union A { 1: required i32 a, 2: i32 b }",
      "a.thrift:1:27 - warning VG3113: a member of a union cannot be required: `a` is taken as optional",
    ],
    [
      "a union with two defaults",
      "union A { 1: i32 a = 1, 2: i32 b = 2 }",
      "a.thrift:1:32 - error VG3114: union `A` has more than one default",
    ],
    [
      "an exception as the type of a field, a parameter and a result",
      "exception E {}\ntypedef E F\nstruct A { 1: list<E> e }\nservice S { F m(1: E e) }",
      "a.thrift:3:15 - warning VG3132: `E` is an exception: as the type of a value it is taken as a struct",
      "a.thrift:4:13 - warning VG3132: `E` is an exception: as the type of a value it is taken as a struct",
      "a.thrift:4:20 - warning VG3132: `E` is an exception: as the type of a value it is taken as a struct",
    ],
  ]);
});

describe("cycles", () => {
  run([
    [
      "typedefs of each other",
      "typedef A B\ntypedef B A",
      "a.thrift:1:9 - error VG3105: typedef cycle A -> B -> A",
    ],
    ["a typedef of itself", "typedef A A", "a.thrift:1:9 - error VG3105: typedef cycle A -> A"],
    [
      "typedefs that hold each other in containers",
      "typedef list<B> A\ntypedef map<string, A> B\nstruct S { 1: A a }",
      "a.thrift:1:14 - error VG3105: typedef cycle B -> A -> B",
    ],
    [
      "a typedef that leads into a cycle is not part of it",
      "typedef B C\ntypedef A B\ntypedef B A",
      "a.thrift:2:9 - error VG3105: typedef cycle A -> B -> A",
    ],
    [
      "a long cycle is shortened",
      Array.from({ length: 20 }, (_, i) => `typedef T${(i + 1) % 20} T${i}`).join("\n"),
      "a.thrift:1:9 - error VG3105: typedef cycle T1 -> T2 -> T3 -> T4 -> T5 -> … -> T15 -> T16 -> T17 -> T18 -> T19 -> T0 -> T1",
    ],
    [
      "a struct that requires itself",
      "struct A {\n  1: i32 a\n  2: required A b\n}",
      "a.thrift:3:15 - error VG3107: no value can be of struct `A`, which requires itself: A -> A",
    ],
    [
      "structs and exceptions that require each other by way of a typedef",
      "struct A { 1: required F b }\ntypedef E F\nexception E { 1: required A a }",
      "a.thrift:1:24 - warning VG3132: `E` is an exception: as the type of a value it is taken as a struct",
      "a.thrift:1:24 - error VG3107: no value can be of struct `A`, which requires itself: A -> E -> A",
    ],
    [
      "structs may hold themselves where there can be none, in containers and in unions",
      "struct A { 1: optional A a, 2: A b, 3: required list<A> c, 4: required U u }\nunion U { 1: A a, 2: U u }",
    ],
    [
      "a service that extends itself",
      "service A extends B {}\nservice B extends A {}",
      "a.thrift:1:19 - error VG3108: service `A` extends itself: A -> B -> A",
    ],
    [
      "constants of each other",
      "const i32 A = B\nconst list<i32> C = [1, A]\nconst i32 B = A",
      "a.thrift:1:15 - error VG3123: constant `A` needs itself: A -> B -> A",
    ],
    [
      "a constant that holds itself",
      'const map<string, i32> A = { "a": A }',
      "a.thrift:1:35 - error VG3123: constant `A` needs itself: A -> A",
    ],
  ]);
});

describe("services", () => {
  run([
    [
      "an unknown service asks which one was meant",
      "service A extends Bse {}\nservice Base {}",
      "a.thrift:1:19 - error VG3104: unknown service `Bse`; did you mean `Base`?",
    ],
    [
      "a struct is no service",
      "struct B {}\nservice A extends B {}",
      "a.thrift:2:19 - error VG3103: `B` is a struct and no service",
    ],
    [
      "two methods of one name",
      "service A { void m(), i32 m(1: i32 a) }",
      "a.thrift:1:27 - error VG3109: method `m` is declared twice in service `A`",
    ],
    [
      "a method that is inherited",
      "service A extends B { void m() }\nservice B extends C {}\nservice C { void m() }",
      "a.thrift:1:28 - error VG3110: method `m` is inherited from service `C` and cannot be declared again",
    ],
    [
      "a method that throws what is no exception",
      "struct A {}\ntypedef A B\nservice S { void m() throws (1: B b, 2: string s, 3: list<A> l) }",
      "a.thrift:3:33 - error VG3115: method `m` throws the struct `A`, which is no exception",
      "a.thrift:3:41 - error VG3115: method `m` throws `string`, which is no exception",
      "a.thrift:3:54 - error VG3115: method `m` throws a list, which is no exception",
    ],
    [
      "a oneway method with a result and an exception",
      "exception E {}\nservice S { oneway i32 m() throws (1: E e) }",
      "a.thrift:2:20 - error VG3116: method `m` is oneway and cannot have a result",
      "a.thrift:2:36 - error VG3117: method `m` is oneway and cannot throw",
    ],
  ]);
});

describe("values", () => {
  run([
    [
      "a text where a number is wanted",
      'const i32 A = "1"',
      "a.thrift:1:15 - error VG3121: expected a value of the type `i32`, found a string",
    ],
    [
      "a number where a text is wanted",
      "struct A { 1: string a = 0x10 }",
      "a.thrift:1:26 - error VG3121: expected a value of the type `string`, found `0x10`",
    ],
    [
      "a fraction where a whole number is wanted",
      "const i64 A = 1.5",
      "a.thrift:1:15 - error VG3121: expected a value of the type `i64`, found `1.5`",
    ],
    [
      "a map where a list is wanted, by the name of the typedef",
      "typedef list<i32> Ids\nconst Ids A = { 1: 2 }",
      "a.thrift:2:15 - error VG3121: expected a value of the type `Ids`, found a map",
    ],
    [
      "true where a text is wanted",
      "const string A = true",
      "a.thrift:1:18 - error VG3121: expected a value of the type `string`, found `true`",
    ],
    [
      "whole numbers out of the range of their types",
      "const i8 A = 128\nconst byte B = -129\nconst i16 C = 32768\nconst i32 D = 2147483648\nconst i64 E = 9223372036854775808",
      "a.thrift:1:14 - error VG3122: 128 does not fit `i8`",
      "a.thrift:2:16 - error VG3122: -129 does not fit `byte`",
      "a.thrift:3:15 - error VG3122: 32768 does not fit `i16`",
      "a.thrift:4:15 - error VG3122: 2147483648 does not fit `i32`",
      "a.thrift:5:15 - error VG3122: 9223372036854775808 does not fit `i64`",
    ],
    [
      "a bool that is neither 0 nor 1",
      "const bool A = 2",
      "a.thrift:1:16 - error VG3122: 2 is no `bool`: write true or false",
    ],
    [
      "a number too great for any type",
      `const double A = 1${"0".repeat(309)}`,
      `a.thrift:1:18 - error VG3122: 1${"0".repeat(59)}… does not fit \`double\``,
    ],
    [
      "a fraction too great for any type",
      "const double A = 1e999",
      "a.thrift:1:18 - error VG3122: 1e999 does not fit `double`",
    ],
    [
      "a constant whose number is the value of no member",
      "enum E { A = 1 }\nconst i32 N = 9\nconst E B = N\nconst E C = N",
      "a.thrift:3:13 - warning VG3124: 9 is the value of no member of enum `E`, and is ignored",
      "a.thrift:4:13 - warning VG3124: 9 is the value of no member of enum `E`, and is ignored",
    ],
    [
      "uuids that are none",
      "const uuid A = 'abc'\nconst uuid B = '{00112233-4455-6677-8899-aabbccddeeff'",
      'a.thrift:1:16 - error VG3122: "abc" is no uuid',
      'a.thrift:2:16 - error VG3122: "{00112233-4455-6677-8899-aabbccddeeff" is no uuid',
    ],
    [
      "a number that is the value of no member of its enum",
      "enum E { A = 1 }\nstruct S { 1: E e = 2 }",
      "a.thrift:2:21 - warning VG3124: 2 is the value of no member of enum `E`, and is ignored",
    ],
    [
      "a member that its enum does not have",
      "enum Status { OPEN }\nconst Status A = Status.OPN",
      "a.thrift:2:18 - error VG3120: enum `Status` has no member `OPN`; did you mean `OPEN`?",
    ],
    [
      "a bare name that is no member",
      "enum Status { OPEN }\nconst Status A = OPNE",
      "a.thrift:2:18 - error VG3120: unknown constant `OPNE`; did you mean `OPEN`?",
    ],
    [
      "a member of another enum",
      "enum E { A }\nenum F { B }\nconst E C = F.B\nconst F D = B\nconst E G = D",
      "a.thrift:3:13 - error VG3121: `F.B` is no member of enum `E`",
      "a.thrift:5:13 - error VG3121: expected a value of the type `E`, found `D`, which is the enum `F`",
    ],
    [
      "an unknown constant",
      "const i32 LIMIT = 1\nstruct A { 1: i32 a = LIMT }",
      "a.thrift:2:23 - error VG3120: unknown constant `LIMT`; did you mean `LIMIT`?",
    ],
    [
      "a struct is no constant",
      "struct A {}\nconst i32 B = A",
      "a.thrift:2:15 - error VG3103: `A` is a struct and no constant",
    ],
    [
      "a constant of another type",
      'const string A = "a"\nconst i32 B = A',
      "a.thrift:2:15 - error VG3121: expected a value of the type `i32`, found `A`, which is `string`",
    ],
    [
      "a constant that does not fit a narrower type is a fault of the place that uses it",
      "const i32 A = 40000\nconst i16 B = A\nconst i32 C = A",
      "a.thrift:2:15 - error VG3122: 40000 does not fit `i16`",
    ],
    [
      "a constant that is faulty itself is reported once",
      "const i32 A = 'a'\nconst i32 B = A\nconst i64 C = B",
      "a.thrift:1:15 - error VG3121: expected a value of the type `i32`, found a string",
    ],
    [
      "a field that a struct does not have",
      'struct P { 1: i32 lat }\nconst P A = { "lta": 1 }',
      "a.thrift:2:15 - error VG3126: struct `P` has no field `lta`; did you mean `lat`?",
    ],
    [
      "a field without quotes",
      "struct P { 1: i32 lat }\nconst P A = { lat: 1 }",
      "a.thrift:2:15 - error VG3121: expected the name of a field of struct `P` in quotes, found `lat`",
    ],
    [
      "a field that is given twice",
      'struct P { 1: i32 lat }\nconst P A = { "lat": 1, "lat": 2 }',
      "a.thrift:2:25 - warning VG3125: field `lat` has a value already: the last one counts",
    ],
    [
      "a required field that is not given",
      'struct P { 1: required i32 x, 2: required i32 y, 3: required i32 z = 1 }\nconst P A = { "x": 1 }',
      "a.thrift:2:13 - warning VG3130: the value lacks the required field `y` of struct `P`, and is ignored",
    ],
    [
      "a value of a union with two members",
      'union U { 1: i32 x, 2: i32 y }\nconst U A = { "x": 1, "y": 2 }\nconst U B = {}',
      "a.thrift:2:13 - error VG3127: a value of union `U` has exactly one member, not 2",
      "a.thrift:3:13 - error VG3127: a value of union `U` has exactly one member, not 0",
    ],
    [
      "a set with a value twice",
      "const set<double> A = [1, 2, 1.0]",
      "a.thrift:1:30 - warning VG3125: the set has this value already: it is left out",
    ],
    [
      "a map with a key twice",
      "const map<i32, i32> A = { 1: 2, 0x1: 3 }",
      "a.thrift:1:33 - warning VG3125: the map has this key already: the last value counts",
    ],
    [
      "all faults of one value are reported",
      'const list<i8> A = [1, "a", 300, OTHER]',
      "a.thrift:1:24 - error VG3121: expected a value of the type `i8`, found a string",
      "a.thrift:1:29 - error VG3122: 300 does not fit `i8`",
      "a.thrift:1:34 - error VG3120: unknown constant `OTHER`",
    ],
    [
      "the default of a parameter",
      "service S { void m(1: i8 a = 1000) }",
      "a.thrift:1:30 - error VG3122: 1000 does not fit `i8`",
    ],
    [
      "a value of an unknown type is not looked at",
      "const Foo A = 1",
      "a.thrift:1:7 - error VG3102: unknown type `Foo`",
    ],
  ]);
});

test("the first of two definitions and the inherited method are related places", () => {
  const text = "struct A {}\nstruct A {}\nservice S extends T { void m() }\nservice T { void m() }";
  const { diagnostics } = programOf({ "a.thrift": text });
  const related = diagnostics.list.flatMap((one) =>
    one.related.map(({ message, span }) => `${locate(span).line}:${locate(span).column} ${message}`),
  );
  expect(related).toEqual(["1:8 the first definition", "4:18 the inherited one"]);
});

test("what a constant holds is a related place of the fault where it is used", () => {
  const { diagnostics } = programOf({ "a.thrift": "const i32 BIG = 300\nstruct A { 1: i8 a = BIG }" });
  const [finding] = diagnostics.list;
  expect(finding?.message).toBe("300 does not fit `i8`");
  expect(finding?.related.map(({ message, span }) => [message, locate(span).line])).toEqual([
    ["the constant", 1],
  ]);
});

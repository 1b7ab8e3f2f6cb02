import { expectTypeOf } from "vitest";
import type { ContextKey } from "../http/context.ts";
import type { HeadersView } from "../http/header-map.ts";
import { fromFn } from "../server/from-fn.ts";
import { get, post } from "../server/methods.ts";
import { jsonBody } from "./body.ts";
import { cookies, extension, headers, lastEventId } from "./context.ts";
import { attempt, optional } from "./extractor.ts";
import type { Attempt, Extractor } from "./extractor.ts";
import { list, maybe, withDefault } from "./fields.ts";
import { formObject } from "./form.ts";
import { jsonLinesBody } from "./json-lines.ts";
import { multipartBody } from "./multipart.ts";
import { multipartForm, upload, uploads } from "./multipart-form.ts";
import type { Upload } from "./multipart-form.ts";
import { boolean, integer, oneOf, text, uuid } from "./parse.ts";
import { queryObject } from "./query-object.ts";
import { path, query } from "./values.ts";

declare const userKey: ContextKey<{ name: string }>;
declare const isUser: (value: unknown) => value is { name: string };

const table = {
  page: withDefault(integer, 1),
  tags: list(text),
  sort: maybe(oneOf("name", "age")),
  id: uuid,
  dry: boolean,
};
interface Read {
  page: number;
  tags: string[];
  sort: "name" | "age" | undefined;
  id: string;
  dry: boolean;
}

// Handlers get what their extractors give, in order, and the context.
get(
  [queryObject(table), path("id", integer), cookies, headers, lastEventId],
  (q, id, jar, fields, last, cx) => {
    expectTypeOf(q).toEqualTypeOf<Read>();
    expectTypeOf(id).toEqualTypeOf<number>();
    expectTypeOf(jar).toEqualTypeOf<ReadonlyMap<string, string>>();
    expectTypeOf(fields).toEqualTypeOf<HeadersView>();
    expectTypeOf(last).toEqualTypeOf<string | undefined>();
    expectTypeOf(cx.route).toEqualTypeOf<string>();
    return "";
  },
);
post(
  [formObject(table), attempt(jsonBody(isUser)), optional(query("q", integer)), extension(userKey)],
  (form, body, q, user) => {
    expectTypeOf(form).toEqualTypeOf<Read>();
    expectTypeOf(body).toEqualTypeOf<Attempt<{ name: string }>>();
    expectTypeOf(q).toEqualTypeOf<number | undefined>();
    expectTypeOf(user).toEqualTypeOf<{ name: string }>();
    return "";
  },
);
post(
  [
    multipartForm({
      title: text,
      year: maybe(integer),
      avatar: upload({ types: ["image/*"] }),
      cover: upload({ optional: true }),
      pages: uploads(),
    }),
  ],
  (form) => {
    expectTypeOf(form).toEqualTypeOf<{
      title: string;
      year: number | undefined;
      avatar: Upload;
      cover: Upload | undefined;
      pages: Upload[];
    }>();
    return "";
  },
);
post([multipartBody(), jsonLinesBody(isUser), jsonLinesBody()], async (parts, users, values) => {
  for await (const part of parts) expectTypeOf(part.name).toEqualTypeOf<string>();
  for await (const user of users) expectTypeOf(user).toEqualTypeOf<{ name: string }>();
  for await (const value of values) expectTypeOf(value).toEqualTypeOf<unknown>();
  return "";
});

// @ts-expect-error: the default is no value of the field
withDefault(integer, "1");
// @ts-expect-error: the default is not one of the texts
withDefault(oneOf("a", "b"), "c");
// @ts-expect-error: the handler wants a number where there may be none
get([queryObject({ n: maybe(integer) })], ({ n }: { n: number }) => String(n));
// @ts-expect-error: an extractor is no field
queryObject({ n: query("n") });
// @ts-expect-error: files are no fields of a query
queryObject({ f: upload() });

// A function that was written elsewhere may take fewer arguments, as an arrow function may.
const byId = (id: number): string => String(id);
get([path("id", integer)], byId);
get([path("id", integer), query("q")], byId);
fromFn([path("id", integer)], (id: number) => String(id));
// @ts-expect-error: the extractor gives a text
get([path("id")], byId);
// @ts-expect-error: it takes more than there is
get([path("id", integer)], (_id: number, _cx: unknown, _more: string) => "");

// Any function of the type is an extractor, with its own rejection.
const tenant: Extractor<string> = (req) => req.headers.get("x-tenant") ?? "none";
get([tenant], (name) => name);
// @ts-expect-error: an extractor takes a request
get([(n: number) => n], () => "");

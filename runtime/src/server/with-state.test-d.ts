import { expectTypeOf } from "vitest";
import { integer } from "../extract/parse.ts";
import { path } from "../extract/values.ts";
import type { ServerContext } from "../http/context.ts";
import type { HttpRequest } from "../http/request.ts";
import { get } from "./methods.ts";
import { withState } from "./with-state.ts";

interface Users {
  name(id: number): string;
}
declare const users: Users;

const showUser = (state: { users: Users }, id: number): string => state.users.name(id);
const plain = (state: { users: Users }): string => state.users.name(1);

const app = withState({ users, clock: () => 0 });
get(app(plain));
get(app([path("id", integer)], showUser));
get(
  app([path("id", integer)], (state, id, cx) => {
    expectTypeOf(state.users).toEqualTypeOf<Users>();
    expectTypeOf(id).toEqualTypeOf<number>();
    expectTypeOf(cx).toEqualTypeOf<ServerContext>();
    return "";
  }),
);
get(
  app((_state, req, cx) => {
    expectTypeOf(req).toEqualTypeOf<HttpRequest>();
    expectTypeOf(cx).toEqualTypeOf<ServerContext>();
    return "";
  }),
);

// @ts-expect-error: nobody gives the handler its state
get(plain);
// @ts-expect-error: nobody gives the handler its state, with extractors
get([path("id", integer)], showUser);
// @ts-expect-error: the state lacks users
withState({ clock: () => 0 })(plain);
// @ts-expect-error: the state lacks users, with extractors
withState({ clock: () => 0 })([path("id", integer)], showUser);
// @ts-expect-error: users are something else
withState({ users: 1 })(plain);
// @ts-expect-error: the extractor gives a text
app([path("id")], showUser);
// @ts-expect-error: an object is no answer
app(() => ({ a: 1 }));
// @ts-expect-error: there is no member of that name
app(({ nope }) => String(nope));

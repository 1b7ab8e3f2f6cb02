import { describe, expect, test } from "vitest";
import { jsonBody } from "../extract/body.ts";
import { integer } from "../extract/parse.ts";
import { path } from "../extract/values.ts";
import { ServerContext } from "../http/context.ts";
import { call, requestOf } from "./kit.fixture.ts";
import { get, post } from "./methods.ts";
import { Router } from "./router.ts";
import { withState } from "./with-state.ts";

interface Users {
  name(id: number): string;
}

describe("withState", () => {
  const app = withState({ users: { name: (id: number) => `user ${id}` }, greeting: "hello" });

  test("gives a handler its state, before the request", async () => {
    const router = new Router()
      .route("/plain", get(app(({ greeting }, req, cx) => `${greeting} ${req.path} ${cx.route}`)))
      .route(
        "/users/{id}",
        get(
          app(
            [path("id", integer)],
            ({ users }: { users: Users }, id, cx) => `${users.name(id)} ${cx.route}`,
          ),
        ),
      )
      .route("/echo", post(app([jsonBody()], ({ greeting }, body) => `${greeting} ${String(body)}`)));
    expect((await call(router, "GET", "/plain")).body).toBe("hello /plain /plain");
    expect((await call(router, "GET", "/users/7")).body).toBe("user 7 /users/{id}");
    expect((await call(router, "GET", "/users/x")).status).toBe(400);
    const headers = { "content-type": "application/json" };
    expect((await call(router, "POST", "/echo", { headers, body: '"you"' })).body).toBe("hello you");
  });

  test("the same handler serves several states", async () => {
    const show = ({ name }: { name: string }): string => name;
    const router = new Router()
      .route("/a", get(withState({ name: "a" })(show)))
      .route("/b", get(withState({ name: "b" })(show)));
    expect((await call(router, "GET", "/a")).body).toBe("a");
    expect((await call(router, "GET", "/b")).body).toBe("b");
  });

  test("what is answered at once is answered at once", () => {
    const req = requestOf("GET", "/");
    expect(app(({ greeting }) => greeting)(req, new ServerContext(req))).toBe("hello");
    expect(app([], ({ greeting }) => greeting)(req, new ServerContext(req))).toBe("hello");
  });
});

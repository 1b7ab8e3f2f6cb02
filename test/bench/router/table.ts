/** A route of the benchmark; its place in the list is what a look-up must find. */
export interface BenchRoute {
  readonly method: string;
  /** Template with `{name}` and `{*rest}`. */
  readonly path: string;
}

/** One kind of path that is looked up. */
export interface Workload {
  readonly name: string;
  /** What is looked up, and the place in the table of the route that answers it; -1 when none does. */
  readonly questions: readonly { readonly method: string; readonly path: string; readonly route: number }[];
}

const owners = [
  "/repos/{owner}/{repo}",
  "/orgs/{org}",
  "/teams/{team}",
  "/user",
  "/enterprises/{enterprise}",
  "/apps/{app}",
];
const things =
  "issues pulls commits branches releases hooks keys labels milestones runs secrets variables environments caches " +
  "artifacts workflows collaborators invitations deployments statuses tags topics projects packages members blocks " +
  "events notifications subscriptions alerts rulesets runners codespaces migrations properties attestations";
const parts = "comments reactions reviews assets logs timings locks";

/**
 * Operations of a large REST API, in the shape of GitHub's: collections and their members below a few owners, members of
 * members below those, some downloads whose path goes on.
 */
function everyRoute(): BenchRoute[] {
  const routes: BenchRoute[] = [
    { method: "GET", path: "/" },
    { method: "GET", path: "/meta" },
    { method: "GET", path: "/rate_limit" },
    { method: "GET", path: "/repos/{owner}/{repo}" },
    { method: "GET", path: "/user" },
    { method: "GET", path: "/user/issues" },
    { method: "GET", path: "/repos/{owner}/{repo}/contents/{*path}" },
    { method: "GET", path: "/repos/{owner}/{repo}/issues/{number}" },
    { method: "GET", path: "/orgs/{org}" },
    { method: "GET", path: "/gists/{gist}" },
  ];
  const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  const add = (method: string, path: string): void => {
    if (known.has(`${method} ${path}`)) return;
    known.add(`${method} ${path}`);
    routes.push({ method, path });
  };
  // Breadth first, so that a part of the table has the shape of the whole.
  for (const thing of things.split(" ")) {
    for (const owner of owners) {
      add("GET", `${owner}/${thing}`);
      add("POST", `${owner}/${thing}`);
      add("GET", `${owner}/${thing}/{number}`);
      add("PATCH", `${owner}/${thing}/{number}`);
      add("DELETE", `${owner}/${thing}/{number}`);
    }
  }
  for (const part of parts.split(" ")) {
    for (const thing of things.split(" ")) {
      add("GET", `/repos/{owner}/{repo}/${thing}/{number}/${part}`);
      add("POST", `/repos/{owner}/{repo}/${thing}/{number}/${part}`);
    }
  }
  return routes;
}

/** The first routes of the table. */
export function routeTable(size: number): BenchRoute[] {
  const routes = everyRoute();
  if (routes.length < size) throw new Error(`the table has ${routes.length} routes only`);
  return routes.slice(0, size);
}

const values: Readonly<Record<string, string>> = {
  "{owner}": "octo-org",
  "{repo}": "hello-world",
  "{org}": "acme",
  "{team}": "4711",
  "{enterprise}": "globex",
  "{app}": "deploy-bot",
  "{number}": "1347",
  "{gist}": "aa5a315d61ae9438b18d",
  "{*path}": "src/lib/http/router.ts",
};

export function workloadsOf(routes: readonly BenchRoute[]): Workload[] {
  const questions = routes.map(({ method, path }, route) => ({
    method,
    path: path.replace(/\{[^}]*\}/g, (parameter) => values[parameter] ?? ""),
    route,
  }));
  const withParameters = (count: number): Workload["questions"] =>
    questions.filter(({ route }) => {
      const path = routes[route]?.path ?? "";
      return !path.includes("*") && path.split("{").length - 1 === count;
    });
  return [
    { name: "static", questions: withParameters(0) },
    { name: "one parameter", questions: withParameters(1) },
    { name: "three parameters", questions: withParameters(3) },
    { name: "rest", questions: questions.filter(({ route }) => routes[route]?.path.includes("*")) },
    {
      name: "miss",
      questions: questions
        .map(({ method, path }) => ({ method, path: `${path}/none/at/all`, route: -1 }))
        .filter(({ path }) => !path.includes("/contents/")),
    },
  ];
}

import { Agent, request } from "node:http";

/** What became of the requests of a load. */
export interface Outcome {
  /** Answered with 200 and the right body. */
  ok: number;
  get: number;
  post: number;
  /** Connections that were opened: few, because they are kept. */
  connections: number;
  /** Everything else by what it was: a status, a wrong body, an error. */
  readonly failures: Map<string, number>;
  milliseconds: number;
}

/** How many requests failed. */
export function failed({ failures }: Outcome): number {
  return [...failures.values()].reduce((sum, count) => sum + count, 0);
}

/**
 * Sends GET and POST requests in turn over kept connections, each connection its next request as soon as it has the reply, until
 * `done` is over and there have been enough. Nothing is tried twice.
 * @param limits `least` requests; never more than `most`, which ends it even when `done` is not over
 */
export async function load(
  port: number,
  clients: number,
  limits: { readonly least: number; readonly most: number },
  done: Promise<void>,
): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const outcome: Outcome = {
    ok: 0,
    get: 0,
    post: 0,
    connections: 0,
    failures: new Map(),
    milliseconds: 0,
  };
  let over = false;
  const finish = (): void => void (over = true);
  done.then(finish, finish);
  let sent = 0;
  const client = async (): Promise<void> => {
    while ((!over || sent < limits.least) && sent < limits.most) {
      const number = sent++;
      const method = number % 2 === 0 ? "GET" : "POST";
      const problem = await exchange(agent, port, method, number, outcome);
      if (problem === undefined) outcome.ok += 1;
      else outcome.failures.set(problem, (outcome.failures.get(problem) ?? 0) + 1);
      outcome[method === "GET" ? "get" : "post"] += 1;
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  outcome.milliseconds = performance.now() - start;
  agent.destroy();
  await done;
  return outcome;
}

/** One request; tells what was wrong with its answer. */
function exchange(
  agent: Agent,
  port: number,
  method: "GET" | "POST",
  number: number,
  outcome: Outcome,
): Promise<string | undefined> {
  const sent = `request ${number} `.repeat(1 + (number % 200));
  return new Promise((resolve) => {
    const req = request({
      agent,
      port,
      host: "127.0.0.1",
      method,
      path: method === "GET" ? "/hello" : "/echo",
      headers: method === "GET" ? {} : { "content-type": "text/plain", "content-length": sent.length },
      timeout: 30_000,
    });
    req.on("timeout", () => req.destroy(new Error("no answer in 30 s")));
    req.on("error", (error: NodeJS.ErrnoException) => resolve(`${method}: ${error.code ?? error.message}`));
    req.on("socket", () => {
      if (!req.reusedSocket) outcome.connections += 1;
    });
    req.on("response", (res) => {
      let body = "";
      res.setEncoding("latin1");
      res.on("data", (chunk: string) => (body += chunk));
      res.on("error", (error) => resolve(`${method}: ${error.message} in the body`));
      res.on("end", () => {
        const right = method === "GET" ? body.startsWith("hello from ") : body === sent;
        if (res.statusCode !== 200) resolve(`${method}: status ${res.statusCode}`);
        else resolve(right ? undefined : `${method}: a wrong body`);
      });
    });
    req.end(method === "GET" ? undefined : sent);
  });
}

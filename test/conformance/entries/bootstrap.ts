import { request } from "node:http";
import type { ClientRequest } from "node:http";

// A small counterpart of Lambda's own runtime for Node: it asks for events over HTTP, calls the function, and posts its answer.
const api = `http://${process.env["AWS_LAMBDA_RUNTIME_API"]}/2018-06-01/runtime/invocation`;

/** What functions write to. */
interface Stream extends ClientRequest {
  setContentType(type: string): void;
  beforeFirstWrite?: (write: (chunk: string | Uint8Array) => void) => void;
}

interface Invocation {
  readonly event: unknown;
  readonly context: { awsRequestId: string; getRemainingTimeInMillis(): number };
}

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: unknown) => handler,
    HttpResponseStream: {
      from(stream: Stream, metadata: unknown): Stream {
        stream.setContentType("application/vnd.awslambda.http-integration-response");
        stream.beforeFirstWrite = (write) => {
          write(JSON.stringify(metadata));
          write(new Uint8Array(8));
        };
        return stream;
      },
    },
  },
});

// The function is loaded afterwards, because it looks for what is put in place above.
const { handler } = (await import("./function.ts")) as {
  handler: (event: unknown, ...rest: unknown[]) => Promise<unknown>;
};
console.log(JSON.stringify({}));
process.stdin.once("end", () => process.exit()).resume();

for (;;) {
  const { event, context } = await next();
  if (process.env["STREAMING"] === "yes") await stream(event, context);
  else await answer(event, context);
}

async function next(): Promise<Invocation> {
  const response = await fetch(`${api}/next`);
  const deadline = Number(response.headers.get("lambda-runtime-deadline-ms"));
  return {
    event: await response.json(),
    context: {
      awsRequestId: response.headers.get("lambda-runtime-aws-request-id") ?? "",
      getRemainingTimeInMillis: () => deadline - Date.now(),
    },
  };
}

async function answer(event: unknown, context: Invocation["context"]): Promise<void> {
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(`${api}/${context.awsRequestId}/${path}`, { method: "POST", body: JSON.stringify(body) });
  try {
    await post("response", await handler(event, context));
  } catch (error) {
    await post("error", { errorType: "Error", errorMessage: String(error) });
  }
}

async function stream(event: unknown, context: Invocation["context"]): Promise<void> {
  const out = request(`${api}/${context.awsRequestId}/response`, {
    method: "POST",
    headers: {
      "lambda-runtime-function-response-mode": "streaming",
      trailer: "lambda-runtime-function-error-type",
      "content-type": "application/octet-stream",
    },
  }) as Stream;
  out.setContentType = (type) => void out.setHeader("content-type", type);
  const done = new Promise((resolve) => out.once("response", (reply) => reply.resume().once("end", resolve)));
  const write = out.write.bind(out) as (chunk: unknown) => boolean;
  let begun = false;
  out.write = (chunk: unknown) => {
    if (!begun) out.beforeFirstWrite?.(write);
    begun = true;
    // As there: whatever is no text and no plain bytes is written as JSON.
    const plain = typeof chunk === "string" || Buffer.isBuffer(chunk) || chunk?.constructor === Uint8Array;
    return write(plain ? chunk : JSON.stringify(chunk));
  };
  try {
    await handler(event, out, context);
  } catch (error) {
    out.addTrailers({ "lambda-runtime-function-error-type": String((error as Error).name) });
    out.end();
  }
  await done;
}

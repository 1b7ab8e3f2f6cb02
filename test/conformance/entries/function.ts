import { toLambda, toLambdaStream } from "volo-http/aws-lambda";
import { createApp } from "../app.ts";

const app = createApp();

/** The function, as AWS would be given it. */
export const handler =
  process.env["STREAMING"] === "yes"
    ? toLambdaStream(app.service, app.options)
    : toLambda(app.service, app.options);

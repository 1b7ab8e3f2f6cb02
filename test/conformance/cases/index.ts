import type { Case } from "../case.ts";
import { bodies } from "./bodies.ts";
import { contract } from "./contract.ts";
import { failures } from "./failures.ts";
import { replies } from "./replies.ts";
import { requests } from "./requests.ts";
import { streams } from "./streams.ts";

/** Everything that holds on every host. */
export const cases: readonly Case[] = [
  ...requests,
  ...replies,
  ...bodies,
  ...failures,
  ...streams,
  ...contract,
];

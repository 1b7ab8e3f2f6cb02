export { serveBun } from "./server.ts";

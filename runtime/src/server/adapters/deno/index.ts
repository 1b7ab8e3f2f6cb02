export { serveDeno } from "./server.ts";

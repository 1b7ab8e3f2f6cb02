import "./memory/main.ts";

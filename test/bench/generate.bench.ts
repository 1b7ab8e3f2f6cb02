import "./generate/main.ts";

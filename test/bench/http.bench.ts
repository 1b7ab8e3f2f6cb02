import "./http/main.ts";

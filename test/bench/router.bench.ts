import "./router/main.ts";

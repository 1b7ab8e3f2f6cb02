import "./layers/main.ts";

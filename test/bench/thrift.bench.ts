import "./thrift/main.ts";

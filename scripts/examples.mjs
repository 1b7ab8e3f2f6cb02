/** What `npm run generate` keeps up to date: an IDL file and the folder that its code is committed in. */
export const examples = [
  { idl: "idl/petstore.yaml", out: "examples/petstore/src/gen" },
  { idl: "idl/orders.thrift", out: "examples/orders/src/gen" },
  { idl: "idl/stock.yaml", out: "examples/orders/src/gen" },
  { idl: "idl/bench.yaml", out: "test/bench/http/gen" },
];

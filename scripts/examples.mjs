/** What `npm run generate` keeps up to date: an IDL file and the folder that its code is committed in. */
export const examples = [
  { idl: "idl/petstore.yaml", out: "examples/petstore/src/gen" },
  { idl: "idl/bench.yaml", out: "test/bench/http/gen" },
];

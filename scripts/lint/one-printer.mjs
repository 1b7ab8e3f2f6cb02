// A lint rule: text becomes code in one place only.
//
// `Code` is a branded string that `emit/code.ts` alone makes, by escaping. A cast to it anywhere else would let text of a
// contract into the output as it stands, and so would a second maker of such a type; both are refused.

const message = "Only emit/code.ts makes Code: use its functions, which escape what comes from a contract.";

/** The name that a type annotation is about, arrays and `readonly` stripped. */
function nameOf(type) {
  if (type === null || type === undefined) return undefined;
  if (type.type === "TSArrayType") return nameOf(type.elementType);
  if (type.type === "TSTypeOperator") return nameOf(type.typeAnnotation);
  if (type.type !== "TSTypeReference") return undefined;
  if (type.typeArguments?.params?.some((inner) => nameOf(inner) === "Code")) return "Code";
  return type.typeName.type === "Identifier" ? type.typeName.name : undefined;
}

const castsToCode = {
  create(context) {
    const check = (node) => {
      if (nameOf(node.typeAnnotation) === "Code") context.report({ node, message });
    };
    return { TSAsExpression: check, TSTypeAssertion: check };
  },
};

export default {
  meta: { name: "volo" },
  rules: { "one-printer": castsToCode },
};

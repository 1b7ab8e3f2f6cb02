import type { Docs, JsonValue, Operation, Type } from "../../ir/index.ts";
import type { Code } from "../code.ts";
import { code, commentText, docComment, join, literal } from "../code.ts";

/** The documentation comment of a type or property: what the author wrote, its limits in words, its default. */
export function typeComment(docs: Docs | undefined, type: Type | undefined, lead: Code[] = []): Code {
  const first = [...lead, ...authorText(docs)];
  const limits = type === undefined ? [] : limitWords(type);
  const fallback = defaultWords(type?.default);
  const facts = [...limits, ...fallback].filter((fact) => !first.some((text) => text.includes(fact)));
  // The name of a property says as much, and large contracts have thousands of them.
  if (first.length === 0 && facts.length === 1 && isLink(type)) return docComment(tags(docs));
  return docComment([...oneLine(first, facts), ...tags(docs)]);
}

function isLink(type: Type | undefined): boolean {
  const inner = type?.kind === "nullable" ? type.inner : type;
  return inner?.kind === "string" && /^(?:uri|iri)/.test(inner.format ?? "");
}

/** Everything on one line while it is short; facts are a paragraph of their own otherwise. */
function oneLine(texts: readonly Code[], facts: readonly Code[]): Code[] {
  const sentences = [...texts.map(sentence), ...facts];
  const line = joined(sentences);
  if (!line.includes("\n") && line.length < 100)
    return [texts.length === 1 && facts.length === 0 ? joined(texts) : line];
  return [...texts, joined(facts)];
}

/** A text that ends like a sentence. */
function sentence(text: Code): Code {
  return /[.!?:`)]$/.test(text) ? text : code`${text}.`;
}

function joined(sentences: readonly Code[]): Code {
  return sentences.length === 0 ? join([], "") : sentences.reduce((all, next) => code`${all} ${next}`);
}

function authorText(docs: Docs | undefined): Code[] {
  const title = docs?.title === undefined ? undefined : commentText(docs.title);
  const description = docs?.description === undefined ? undefined : commentText(docs.description);
  const texts = title !== undefined && description?.startsWith(title) ? [description] : [title, description];
  return texts.filter((text): text is Code => text !== undefined && text !== "");
}

function tags(docs: Docs | undefined): Code[] {
  const lines: Code[] = [];
  if (docs?.deprecated === true) lines.push(code`@deprecated`);
  if (docs?.link !== undefined) lines.push(code`@see ${commentText(docs.link.replaceAll(/\s+/g, " "))}`);
  return lines.length === 0 ? [] : [join(lines, "\n")];
}

/**
 * The comment of an operation: its summary and the first paragraph of its description, which is what an editor shows at a
 * glance. `brief` leaves out the latter, for the second and third mention.
 */
export function operationComment(op: Operation, brief: boolean): Code {
  const route = routeText(op);
  const [head, ...rest] = authorText(op.docs).map(firstParagraph);
  const deprecated = op.docs?.deprecated === true ? [code`@deprecated`] : [];
  if (head === undefined) return docComment([route, ...deprecated]);
  const texts = brief ? [head] : [head, ...rest];
  if (brief && head.includes("\n")) return docComment([route, ...deprecated]);
  return docComment([...oneLine(texts, [route]), ...(brief ? deprecated : tags(op.docs))]);
}

/** The comment of what carries out an operation, where the operation itself is documented elsewhere. */
export function routeComment(op: Operation): Code {
  return docComment([routeText(op), ...(op.docs?.deprecated === true ? [code`@deprecated`] : [])]);
}

function routeText(op: Operation): Code {
  const routes = [op, ...(op.aliases ?? [])];
  return join(
    routes.map(({ method, path }) => code`\`${commentText(`${method} ${path.text}`)}\``),
    ", ",
  );
}

function firstParagraph(text: Code): Code {
  return commentText(text.split(/\n\s*\n/)[0] ?? "");
}

function defaultWords(value: JsonValue | undefined): Code[] {
  return value === undefined ? [] : [code`Default: \`${commentText(literal(value))}\`.`];
}

/** What a value must keep to besides its TypeScript type. */
function limitWords(type: Type): Code[] {
  switch (type.kind) {
    case "nullable":
      return limitWords(type.inner);
    case "string": {
      const { minLength, maxLength, pattern } = type.constraints;
      return [
        ...range(minLength, maxLength, code`character`, code`characters`),
        ...(type.format === undefined ? [] : [code`Format: \`${commentText(type.format)}\`.`]),
        ...(pattern === undefined ? [] : [code`Matches \`${commentText(oneLineText(pattern))}\`.`]),
      ];
    }
    case "integer":
    case "number": {
      const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = type.constraints;
      return [
        ...range(minimum, maximum),
        ...(exclusiveMinimum === undefined ? [] : [code`More than ${literal(exclusiveMinimum)}.`]),
        ...(exclusiveMaximum === undefined ? [] : [code`Less than ${literal(exclusiveMaximum)}.`]),
        ...(multipleOf === undefined ? [] : [code`A multiple of ${literal(multipleOf)}.`]),
      ];
    }
    case "array":
    case "tuple": {
      const { minItems, maxItems, uniqueItems } = type.constraints;
      return [
        ...range(minItems, maxItems, code`item`, code`items`),
        ...(uniqueItems === true ? [code`No duplicates.`] : []),
      ];
    }
    case "object":
    case "map":
      return range(
        type.constraints.minProperties,
        type.constraints.maxProperties,
        code`property`,
        code`properties`,
      );
    case "boolean":
    case "bytes":
    case "literal":
    case "enum":
    case "union":
    case "intersection":
    case "ref":
    case "unknown":
    case "never":
    case "binary":
    case "stream":
      return [];
  }
}

function oneLineText(text: string): string {
  return text.replaceAll("\n", "\\n");
}

/** "1 to 64 characters.", "At least 1 item.", "At most 100." */
function range(
  min: number | bigint | undefined,
  max: number | bigint | undefined,
  one?: Code,
  many?: Code,
): Code[] {
  if (one !== undefined && min === 0) min = undefined;
  const unit = (count: number | bigint): Code =>
    one === undefined || many === undefined ? code`` : code` ${BigInt(count) === 1n ? one : many}`;
  if (min !== undefined && max !== undefined) {
    if (min === max) return [code`Exactly ${plain(min)}${unit(min)}.`];
    return [code`${plain(min)} to ${plain(max)}${unit(max)}.`];
  }
  if (min !== undefined) return [code`At least ${plain(min)}${unit(min)}.`];
  if (max !== undefined) return [code`At most ${plain(max)}${unit(max)}.`];
  return [];
}

function plain(value: number | bigint): Code {
  return commentText(String(value));
}

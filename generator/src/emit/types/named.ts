import type { EnumType, NamedType, OwnType, Property, Type, View } from "../../ir/index.ts";
import type { Usage } from "../../ir/usage.ts";
import { directionOf, travels } from "../../ir/view.ts";
import { walkType } from "../../ir/walk.ts";
import type { Code } from "../code.ts";
import { code, identifier, join, literal, propertyKey, split } from "../code.ts";
import { assigned } from "../layout.ts";
import { isExported, nameIn } from "../type-of.ts";
import { typeComment } from "./docs.ts";
import { Interfaces } from "./objects.ts";
import type { TypePrinter } from "./print.ts";
import { undeclared, variantLines } from "./print.ts";

const views: readonly View[] = ["requestRead", "replyRead", "requestWrite", "replyWrite"];

/** Declares the types that have a name, each followed by its views that differ. */
export function declareTypes(types: readonly NamedType[], usage: Usage, printer: TypePrinter): void {
  const interfaces = new Interfaces(printer);
  const hasGiven = types.some(({ type }) => holdsGiven(type));
  for (const named of types) {
    if (!isExported(named)) continue;
    const seenAs = viewsOf(named, usage);
    const plain = seenAs.get(named.name)?.[0];
    for (const [name, seen] of seenAs) {
      const isGiven = hasGiven && seen.every((view) => view === "replyWrite");
      const comment =
        name === named.name
          ? typeComment(named.type.docs, named.type)
          : code`/** {@link ${identifier(named.name)}} ${isGiven ? given : difference(seen)} */\n`;
      declare(named, name, seen, plain, comment, printer, interfaces);
    }
    const enumType = named.type.kind === "nullable" ? named.type.inner : named.type;
    if (enumType.kind === "enum" && named.origin !== "shared") printer.file.add(enumObject(named, enumType));
  }
}

/** The identifiers of a type, each with the sides that see it so; the plain name first. */
function viewsOf(named: NamedType, usage: Usage): ReadonlyMap<string, readonly View[]> {
  const used = views.filter((view) => usage.reaches(named.id, directionOf(view)));
  const found = new Map<string, View[]>([[named.name, []]]);
  // A direction in which the type does not travel shares the names of the other, not its shape.
  for (const view of used.length === 0 ? (["replyRead"] as const) : used) {
    const name = nameIn(named, view);
    found.set(name, [...(found.get(name) ?? []), view]);
  }
  if (found.get(named.name)?.length === 0) found.delete(named.name);
  return found;
}

function declare(
  named: NamedType,
  name: string,
  seen: readonly View[],
  plain: View | undefined,
  comment: Code,
  printer: TypePrinter,
  interfaces: Interfaces,
): void {
  const view = seen[0] ?? "replyRead";
  const { type } = named;
  const derived =
    plain === undefined || name === named.name ? undefined : derivedShape(named, plain, view, printer);
  if (derived !== undefined) {
    printer.file.add(code`${comment}export interface ${identifier(name)} extends ${derived}`);
    return;
  }
  if (named.own !== undefined) {
    const narrowed = narrowedBy(named.own, name, printer.alias(named, view), printer);
    printer.file.add(code`${comment}export type ${identifier(name)} = ${narrowed};`);
    return;
  }
  const shape = interfaces.shapeOf(named, view);
  if (shape === undefined) {
    printer.file.add(
      code`${comment}export type ${identifier(name)} ${assigned(aliasOf(named, view, printer))};`,
    );
    return;
  }
  const bases = shape.bases.length === 0 ? code`` : code` extends ${join(shape.bases, ", ")}`;
  const members = shape.own.flatMap((object) => printer.membersBeside(object, besideOf(type), view));
  const body = members.length === 0 ? code`{}` : code`{\n  ${members}\n}`;
  printer.file.add(code`${comment}export interface ${identifier(name)}${bases} ${body}`);
}

/** The user's type, which the compiler compares with what the contract describes. */
function narrowedBy(own: OwnType, name: string, wire: Code, printer: TypePrinter): Code {
  const narrowed = printer.file.runtimeType("Narrowed");
  const local = printer.file.ownType(own, name);
  const line = code`${narrowed}<${wire}, ${local}>`;
  if (line.length <= 80 && !line.includes("\n")) return line;
  return code`${narrowed}<\n  ${wire},\n  ${local}\n>`;
}

/** Members that a view must share with the plain one for each that it has differently. */
const sharedForEach = 2;

/** A view of an object as what differs from its plain one; `undefined` where most does, or more than members. */
function derivedShape(named: NamedType, plain: View, view: View, printer: TypePrinter): Code | undefined {
  const { type } = named;
  if (type.kind !== "object" || type.exactlyOne === true || undeclared(type).length > 0) return undefined;
  if (typeof type.additional === "object" || type.patterns !== undefined) return undefined;
  const memberIn = (property: Property, side: View): Code | undefined =>
    travels(property, directionOf(side))
      ? printer.undocumented(() => printer.member(property, side))
      : undefined;
  const differing = type.properties.filter((one) => memberIn(one, plain) !== memberIn(one, view));
  if (type.properties.length < differing.length * (1 + sharedForEach)) return undefined;
  const omitted = differing.filter((one) => memberIn(one, plain) !== undefined);
  const names = omitted.map(({ name }) => literal(name));
  const base = identifier(named.name);
  const members = printer.members({ ...type, properties: differing }, view);
  const line = join(names, " | ");
  const omit =
    line.length <= 80
      ? code`Omit<${base}, ${line}>`
      : code`Omit<\n  ${base},\n  ${names.map((one) => code`| ${one}`)}\n>`;
  const block = members.length === 0 ? code`{}` : code`{\n  ${members}\n}`;
  return code`${omitted.length === 0 ? base : omit} ${block}`;
}

/** What an interface takes its members from, each of which may require properties of the others. */
function besideOf(type: Type): readonly Type[] {
  return type.kind === "intersection" ? type.members : [];
}

/** The right side of an alias; unions that are long or have names stand one member a line. */
function aliasOf(named: NamedType, view: View, printer: TypePrinter): Code {
  const text = printer.alias(named, view);
  const members = named.type.kind === "union" || named.type.kind === "enum" ? splitUnion(text) : [text];
  return members.length > 1 && text.length > 90 ? variantLines(members) : text;
}

/** The members of a printed union, when none of them holds a `|` of its own. */
function splitUnion(text: Code): readonly Code[] {
  const simple = text.replace(/ \| \((?:number|string) & \{\}\)$/, "");
  return /[{}()<>[\]]|\\\||"[^"]* \| [^"]*"/.test(simple) ? [text] : split(text, " | ");
}

/** Of contracts in which writers of replies must give what readers do without. */
const given: Code = code`as its writer gives it in replies: only what the contract calls optional may be left out.`;

/** Whether a type says that writers of replies must give what readers may do without. */
function holdsGiven(type: Type): boolean {
  let found = false;
  walkType(type, (part) => {
    if (part.kind === "object") found ||= part.properties.some((property) => property.given !== undefined);
  });
  return found;
}

function difference(seen: readonly View[]): Code {
  if (seen.every((view) => view === "requestWrite" || view === "replyWrite")) {
    return code`as its writer gives it: what has a default may be left out.`;
  }
  if (seen.every((view) => view === "requestRead" || view === "requestWrite"))
    return code`as requests carry it.`;
  if (seen.every((view) => view === "replyRead" || view === "replyWrite")) return code`as replies carry it.`;
  return code`as the other side sees it.`;
}

/** The `const` object with the names of an enum's values. */
function enumObject(named: NamedType, type: EnumType): Code {
  const rows = type.members.map((member) => {
    const comment = typeComment(member.docs, undefined);
    return code`${comment}${propertyKey(member.name ?? String(member.value))}: ${literal(member.value)},`;
  });
  const name = identifier(named.name);
  return code`/** Values of {@link ${name}}. */\nexport const ${name} = {\n  ${rows}\n} as const;`;
}

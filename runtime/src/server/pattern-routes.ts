import { RouteConflictError } from "./route-error.ts";
import { matchPattern } from "./route-tree.ts";
import type { Segment, Template } from "./template.ts";

/** Templates with patterns. Two of them may match one path without one being more specific than the other. */
export class PatternRoutes {
  /** Candidates: templates that are the same up to a pattern, and have there one of the same rank. */
  private readonly byRank: Map<string, Template[]> = new Map();

  /** @throws {RouteConflictError} when some path would be matched by both this and another template, and neither is better */
  add(template: Template): void {
    const ranks = ranksOf(template);
    for (const [rank, place] of ranks) {
      for (const other of this.byRank.get(rank) ?? []) {
        if (!sameAt(template, other, place) && overlap(template, other, place))
          throw new RouteConflictError(other.text, template.text);
      }
    }
    for (const [rank] of ranks) {
      const same = this.byRank.get(rank);
      if (same === undefined) this.byRank.set(rank, [template]);
      else same.push(template);
    }
  }
}

/** What {@link RouteTree} ranks each pattern by, with all that stands before it; and its place in the template. */
function ranksOf({ segments }: Template): [string, number][] {
  const ranks: [string, number][] = [];
  let before = "";
  for (const [place, segment] of segments.entries()) {
    if (segment.kind === "pattern") {
      const { literals } = segment;
      ranks.push([`${before}/${literals.join("").length} ${literals[0]?.length} ${literals.length}`, place]);
    }
    before += `/${textsOf(segment).join("{}")}`;
  }
  return ranks;
}

/** Whether they part only further behind, where they are compared again. */
function sameAt(a: Template, b: Template, place: number): boolean {
  const [one, other] = [a.segments[place], b.segments[place]];
  return one !== undefined && other !== undefined && textsOf(one).join("{}") === textsOf(other).join("{}");
}

/** Whether some path fits both templates, which are the same before a place. */
function overlap(a: Template, b: Template, from: number): boolean {
  const length = Math.max(a.segments.length, b.segments.length);
  for (let place = from; place < length; place++) {
    const [one, other] = [a.segments[place], b.segments[place]];
    if (one === undefined || other === undefined) return false;
    if (one.kind === "rest" || other.kind === "rest") return true;
    if (!mayMeet(textsOf(one), textsOf(other))) return false;
  }
  return true;
}

/** Texts around parameters; a segment without parameters has one. */
function textsOf(segment: Segment): readonly string[] {
  switch (segment.kind) {
    case "static":
      return [segment.text];
    case "pattern":
      return segment.literals;
    case "param":
      return ["", ""];
    case "rest":
      return ["*"];
  }
}

/** Whether some segment fits both; parameters have at least one character. */
function mayMeet(a: readonly string[], b: readonly string[]): boolean {
  const [headA = "", tailA = ""] = [a[0], a.at(-1)];
  const [headB = "", tailB = ""] = [b[0], b.at(-1)];
  if (a.length === 1) return b.length === 1 ? headA === headB : fits(headA, b);
  if (b.length === 1) return fits(headB, a);
  // What is between the ends can be as long as both need.
  return (
    (headA.startsWith(headB) || headB.startsWith(headA)) && (tailA.endsWith(tailB) || tailB.endsWith(tailA))
  );
}

function fits(text: string, literals: readonly string[]): boolean {
  return matchPattern(literals, text, 0, text.length, 0, new Int32Array(2 * literals.length));
}

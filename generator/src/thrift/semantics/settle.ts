import type { TextSpan } from "../../source/span.ts";
import type { Name } from "../ast.ts";
import type { Declared } from "../program.ts";

/** Something that a definition needs, and where it says so. */
export interface Need<D> {
  readonly on: Declared<D>;
  readonly span: TextSpan;
}

/** What is done with definitions that need one another. */
export interface Steps<D> {
  isDone(definition: D): boolean;
  /** Asked once for each definition. */
  needs(declared: Declared<D>): readonly Need<D>[];
  /** Called when all that it needs is done, but for what needs it in turn. */
  finish(declared: Declared<D>): void;
  /**
   * Called for each cycle.
   *
   * @param names of its definitions, each needing the next one and the last one the first; long ones are shortened.
   * @param first the definition of the first name.
   * @param span where the first of them needs the next one.
   */
  cycle(names: readonly string[], first: Declared<D>, span: TextSpan): void;
}

interface Visit<D> {
  readonly declared: Declared<D>;
  readonly needs: readonly Need<D>[];
  next: number;
}

/**
 * Takes a definition and all that it needs, each after what it needs itself. There is no recursion: authors make chains
 * as long as they like.
 */
export function settle<D extends { readonly name: Name }>(start: Declared<D>, steps: Steps<D>): void {
  if (steps.isDone(start.definition)) return;
  const way: Visit<D>[] = [];
  const open = new Map<D, number>();
  const enter = (declared: Declared<D>): void => {
    open.set(declared.definition, way.length);
    way.push({ declared, needs: steps.needs(declared), next: 0 });
  };
  enter(start);
  for (let at = way.at(-1); at !== undefined; at = way.at(-1)) {
    const need = at.needs[at.next++];
    if (need === undefined) {
      steps.finish(at.declared);
      open.delete(at.declared.definition);
      way.pop();
      continue;
    }
    const from = open.get(need.on.definition);
    const first = from === undefined ? undefined : way[from];
    if (from !== undefined && first !== undefined) {
      const span = first.needs[first.next - 1]?.span ?? need.span;
      steps.cycle(namesFrom(way, from), first.declared, span);
    } else if (!steps.isDone(need.on.definition)) enter(need.on);
  }
}

function namesFrom<D extends { readonly name: Name }>(way: readonly Visit<D>[], from: number): string[] {
  const names = (visits: readonly Visit<D>[]): string[] =>
    visits.map(({ declared }) => declared.definition.name.text);
  if (way.length - from <= 12) return names(way.slice(from));
  return [...names(way.slice(from, from + 6)), "…", ...names(way.slice(-5))];
}

/** A cycle as text: `A -> B -> A`. */
export function chainText(names: readonly string[]): string {
  return [...names, names[0] ?? ""].join(" -> ");
}

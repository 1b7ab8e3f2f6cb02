import { expectTypeOf } from "vitest";
import { reply } from "./reply.ts";
import type { DefaultReply, Reply } from "./reply.ts";
import type { Awaitable } from "../service/service.ts";
import type { StatusRange } from "./status.ts";

interface Pet {
  id: number;
  status: "available" | "sold";
  tags?: string[];
  shape?: { kind: "circle"; r: number } | { kind: "square"; side: number };
}
interface Problem {
  title: string;
}

type GetPet = Reply<200, Pet> | Reply<404, Problem> | Reply<204>;
type GetPetHandler = (req: { petId: number }) => Awaitable<Pet | GetPet>;

// Every declared reply compiles, with literals in the place of unions.
export const direct: GetPetHandler = ({ petId }) => {
  switch (petId) {
    case 0:
      return reply(404, { title: "no such pet" });
    case 1:
      return reply(204);
    case 2:
      return reply(200, { id: 1, status: "sold", tags: ["a"], shape: { kind: "circle", r: 1 } });
    default:
      return { id: petId, status: "available" };
  }
};
export const later: GetPetHandler = async ({ petId }) => {
  if (petId === 0) return reply(404, { title: "no such pet" });
  return reply(200, { id: 1, status: "sold", tags: [] });
};

// @ts-expect-error: the contract has no 409
export const wrongStatus: GetPetHandler = () => reply(409, { title: "taken" });
// @ts-expect-error: a 404 has a title
export const wrongBody: GetPetHandler = () => reply(404, { text: "no such pet" });
// @ts-expect-error: a 200 has a body
export const noBody: GetPetHandler = () => reply(200);
// @ts-expect-error: "gone" is not a status of a pet
export const wrongLiteral: GetPetHandler = async () => reply(200, { id: 1, status: "gone" });
// @ts-expect-error: an object that looks like a reply is not one
export const lookalike: GetPetHandler = () => ({
  status: 404,
  body: { title: "x" },
  headers: {},
  contentType: undefined,
});

type ListPets = Reply<200, Pet[], { xTotal: number; link?: string }> | DefaultReply<200, Problem>;
type ListPetsHandler = () => Awaitable<ListPets>;

export const page: ListPetsHandler = () =>
  reply(200, [{ id: 1, status: "sold" }], { headers: { xTotal: 1 } });
export const anyOtherStatus: ListPetsHandler = () => reply(503, { title: "busy" });
// @ts-expect-error: the total is required
export const noTotal: ListPetsHandler = () => reply(200, [], { headers: { link: "x" } });
// @ts-expect-error: the total is required
export const noHeaders: ListPetsHandler = () => reply(200, []);
// @ts-expect-error: 200 is declared by itself
export const problemWith200: ListPetsHandler = () => reply(200, { title: "busy" });

type Download =
  | Reply<200, string, Record<never, never>, "text/plain">
  | Reply<200, Pet, Record<never, never>, "application/json">;
export const plain = (): Download => reply(200, "x", { contentType: "text/plain" });
// @ts-expect-error: JSON is a pet
export const mixed = (): Download => reply(200, "x", { contentType: "application/json" });

// The status narrows the union.
export function narrow(r: GetPet): string {
  if (r.status === 404) expectTypeOf(r.body).toEqualTypeOf<Problem>();
  if (r.status === 200) expectTypeOf(r.body).toEqualTypeOf<Pet>();
  return String(r.status);
}

expectTypeOf<StatusRange<1>>().toEqualTypeOf<100 | 101 | 102 | 103>();
expectTypeOf<404>().toExtend<StatusRange<4>>();
expectTypeOf<500>().not.toExtend<StatusRange<4>>();

import { reply } from "volo-http";
import type { Router } from "volo-http";
import { petstoreRouter } from "../../examples/petstore/src/gen/petstore/server.ts";
import type { Pet } from "../../examples/petstore/src/gen/petstore/types.ts";

/** The generated router of the petstore over a list in memory. */
export function petstore(): Router {
  const pets: Pet[] = [
    {
      id: 1,
      name: "Rex",
      animal: { kind: "cat", indoor: true },
      price: 12_000,
      status: "available",
      createdAt: "2026-01-01T00:00:00Z",
    },
  ];
  return petstoreRouter(
    {
      listPets: ({ limit, status }) => {
        const items = pets
          .filter((pet) => status === undefined || status.includes(pet.status))
          .slice(0, limit);
        return reply(200, { items }, { headers: { xTotalCount: pets.length } });
      },
      getPet: ({ petId }) =>
        pets.find(({ id }) => id === petId) ?? reply(404, { title: "No such pet", status: 404 }),
      createPet: ({ body }) => {
        const pet = { ...body, id: 2, createdAt: "2026-01-02T00:00:00Z" };
        return reply(201, pet, { headers: { location: `/pets/${pet.id}` } });
      },
    },
    {
      unimplemented: 501,
      security: { apiKey: (key) => (key === "staff-key" ? {} : undefined), bearer: () => undefined },
    },
  );
}

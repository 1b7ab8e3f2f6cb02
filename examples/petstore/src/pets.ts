import { reply } from "volo-http";
import type { Problem } from "./gen/petstore/types.ts";
import type { PetsService } from "./gen/petstore/server.ts";
import type { Store } from "./store.ts";

/** The handlers of the tag `pets`. */
export function petsHandlers(store: Store): PetsService {
  return {
    listPets({ limit, after = 0, status = [] }) {
      const { pets, total } = store.listPets({ limit, after, statuses: status });
      const last = pets.at(-1);
      const next = last !== undefined && pets.length === limit ? { next: last.id } : {};
      return reply(200, { items: pets, ...next }, { headers: { xTotalCount: total } });
    },

    createPet({ body }) {
      const taken = store.findPetByName(body.name);
      if (taken !== undefined) {
        return reply(409, { title: "This name is taken", status: 409, petId: taken.id });
      }
      const pet = store.addPet(body);
      return reply(201, pet, { headers: { location: `/pets/${pet.id}` } });
    },

    getPet({ petId }) {
      return store.findPet(petId) ?? reply(404, noPet(petId));
    },

    updatePet({ petId, body }) {
      return store.updatePet(petId, body) ?? reply(404, noPet(petId));
    },

    deletePet({ petId }) {
      return store.removePet(petId) ? reply(204) : reply(404, noPet(petId));
    },

    getPhoto({ petId }) {
      return store.findPhoto(petId) ?? reply(404, noPet(petId, "photo of a pet"));
    },

    async uploadPhoto({ petId, body }) {
      const photo = await body.photo.bytes();
      if (!store.setPhoto(petId, photo, body.caption)) return reply(404, noPet(petId));
      return { bytes: photo.byteLength, ...(body.caption !== undefined && { caption: body.caption }) };
    },
  };
}

function noPet(petId: number, what = "pet"): Problem {
  return { title: "Not found", status: 404, detail: `There is no ${what} with the id ${petId}.` };
}

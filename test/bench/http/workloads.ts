/** One kind of request that every server of the benchmark answers alike. */
export interface Workload {
  readonly name: string;
  readonly request: string;
  readonly status: number;
  readonly body: unknown;
}

/** What a client sends to add a pet: half a kilobyte of JSON. */
const newPet = {
  name: "Rosalind the third of Little Hampton",
  status: "available",
  weight: 12.75,
  tags: ["small", "brown", "friendly", "vaccinated", "house-trained", "good with children"],
  owner: {
    name: "Ada Example",
    email: "ada@example.org",
    address: "12 Long Street, Little Hampton, AB1 2CD",
  },
  notes:
    "Found near the old mill on a rainy day in spring. Likes long walks, dislikes fireworks and the neighbour's cat. " +
    "Needs a diet without grain, and a second look at the left ear in four weeks.",
};

export type NewPet = typeof newPet;

const petText = JSON.stringify(newPet);

function request(line: string, fields = "", body = ""): string {
  return (
    `${line} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\nAccept: application/json\r\n` +
    `Accept-Encoding: identity\r\n${fields}Connection: keep-alive\r\n\r\n${body}`
  );
}

export const workloads: readonly Workload[] = [
  {
    name: "static JSON",
    request: request("GET /hello"),
    status: 200,
    body: { message: "hello" },
  },
  {
    name: "path and query validated",
    request: request("GET /pets/1234?limit=20&expand=true&tags=small&tags=brown"),
    status: 200,
    body: { id: 1234, limit: 20, expand: true, tags: ["small", "brown"] },
  },
  {
    name: "0.5 kB JSON body validated",
    request: request(
      "POST /pets",
      `Content-Type: application/json\r\nContent-Length: ${petText.length}\r\n`,
      petText,
    ),
    status: 201,
    body: { id: 1, ...newPet },
  },
];

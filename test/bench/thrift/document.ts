const words =
  "account amount batch customer delivery event filter group invoice order page rule status".split(" ");
const types = ["i64", "string", "bool", "list<string>", "map<string, i64>", "double", "binary", "set<i32>"];
const sources = [
  'api.query="NAME"',
  'api.body="NAME"',
  'api.header="X-NAME", api.js_conv=""',
  "api.vd=\"$>0; msg:'no'\"",
];

/** A file of Thrift as HTTP services have it, of about so many characters. Equal sizes give equal files. */
export function makeThrift(characters: number): string {
  const parts = ["namespace go bench.api\n\n"];
  let length = 0;
  for (let index = 0; length < characters; index++) {
    const part = index % 8 === 7 ? service(index) : index % 8 === 3 ? enumeration(index) : struct(index);
    parts.push(part);
    length += part.length;
  }
  return parts.join("");
}

function word(index: number): string {
  return words[index % words.length] ?? "";
}

function struct(index: number): string {
  const fields = Array.from({ length: 12 }, (_, at) => {
    const name = `${word(index + at)}_${at}`;
    const source = sources[(index + at) % sources.length]?.replaceAll("NAME", name);
    const annotations = at % 3 === 2 ? "" : ` (${source})`;
    const comment = at % 4 === 0 ? `  // The ${word(index + at)} of this ${word(index)}.\n` : "";
    const requiredness = ["", "required ", "optional "][at % 3] ?? "";
    return `${comment}  ${at + 1}: ${requiredness}${types[(index + at) % types.length]} ${name}${annotations},\n`;
  });
  return `/**\n * One ${word(index)} of the bench.\n */\nstruct Struct${index} {\n${fields.join("")}}\n\n`;
}

function enumeration(index: number): string {
  const members = Array.from(
    { length: 8 },
    (_, at) => `  ${word(index + at).toUpperCase()}_${at} = ${at * 10},\n`,
  );
  return `enum Enum${index} {\n${members.join("")}}\n\n`;
}

function service(index: number): string {
  const methods = Array.from({ length: 5 }, (_, at) => {
    const type = `Struct${index - 1 - at}`;
    return `  ${type} method${at}(1: ${type} request) (api.post="/v1/${word(index)}/${index}/${at}/:id")\n`;
  });
  return `service Service${index} {\n${methods.join("")}}\n\n`;
}

/** One instance: what it is, and what it is told, `#n` being the instance n. A complex one is a record of several. */
export type StepValue = string | number | null | StepValue[] | { name: string; values: StepValue[] };

export interface StepFile {
  header: string;
  instances: Map<string, { name: string; values: StepValue[] }[]>;
}

const TOKEN = /\s*('(?:[^']|'')*'|#\d+|-?\d+\.\d*(?:E-?\d+)?|-?\d+|\.[A-Z_]+\.|[A-Z][A-Z0-9_]*|[$*(),])/y;

/** Strict, by ISO 10303-21: reals with a point, strings of ASCII, instances in a DATA section, every reference to one that is there. */
export function parseStep(text: string): StepFile {
  if (!/^[\x20-\x7e\n]*$/.test(text)) throw new Error("It has characters that are not of the basic alphabet.");
  const [, header, data] = /^ISO-10303-21;\nHEADER;\n([^]*?)ENDSEC;\nDATA;\n([^]*)ENDSEC;\nEND-ISO-10303-21;\n$/.exec(text) ?? [];
  if (header === undefined || data === undefined) throw new Error("Not the sections that it must have.");
  const instances: StepFile["instances"] = new Map();
  for (const line of data.split(";\n").slice(0, -1)) {
    const [, name, body] = /^(#\d+)=([^]*)$/.exec(line) ?? [];
    if (!name || !body || instances.has(name)) throw new Error(`Not an instance: ${line.slice(0, 80)}`);
    instances.set(name, parseBody(body));
  }
  for (const reference of data.replace(/'(?:[^']|'')*'/g, "").match(/#\d+/g) ?? []) if (!instances.has(reference)) throw new Error(`${reference} is not there.`);
  return { header, instances };
}

function parseBody(body: string): { name: string; values: StepValue[] }[] {
  TOKEN.lastIndex = 0;
  const next = (): string => {
    const token = TOKEN.exec(body)?.[1];
    if (token === undefined) throw new Error(`Not a token: ${body.slice(0, 80)}`);
    return token;
  };
  const list = (): StepValue[] => {
    const values: StepValue[] = [];
    for (let token = next(); token !== ")"; token = next()) {
      if (token === ",") token = next();
      if (token === "(") values.push(list());
      else if (token === "$" || token === "*") values.push(null);
      else if (/^-?\d/.test(token)) values.push(Number(token));
      else if (/^[A-Z]/.test(token)) values.push((next(), { name: token, values: list() }));
      else values.push(token);
    }
    return values;
  };
  const record = (name: string) => (next(), { name, values: list() });
  const first = next();
  const records: { name: string; values: StepValue[] }[] = [];
  if (first !== "(") records.push(record(first));
  else for (let token = next(); token !== ")"; token = next()) records.push(record(token));
  if (TOKEN.lastIndex !== body.length) throw new Error(`More than an instance: ${body.slice(0, 80)}`);
  return records;
}

export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** A strict reader of plain XML: elements, attributes in double quotes, text, the five entities. Throws for anything else. */
export function parseXml(xml: string): XmlElement {
  const root: XmlElement = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const token = /<\?xml [^?]*\?>\n?|<(\/?)([A-Za-z][\w:.-]*)((?: [A-Za-z][\w:.-]*="[^"<]*")*)(\/?)>|([^<]+)/y;
  for (let at = 0; at < xml.length; at = token.lastIndex) {
    const found = token.exec(xml);
    if (!found) throw new Error(`This is no XML: ${xml.slice(at, at + 60)}`);
    const [whole, slash, name, attributes = "", isEmpty, text] = found;
    const top = open.at(-1)!;
    if (text !== undefined) top.text += decoded(text);
    else if (name === undefined) {
      if (at !== 0) throw new Error(`${whole} is not at the beginning.`);
    } else if (slash) {
      if (open.pop()!.name !== name) throw new Error(`${name} ends where ${top.name} is open.`);
    } else {
      const pairs = [...attributes.matchAll(/ ([\w:.-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, decoded(value!)] as const);
      if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`${name} has an attribute twice.`);
      const element = { name, attributes: Object.fromEntries(pairs), children: [], text: "" };
      top.children.push(element);
      if (!isEmpty) open.push(element);
    }
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error("It is not one whole element.");
  return root.children[0]!;
}

function decoded(text: string): string {
  return text.replace(/&(#\d+|\w*);?/g, (whole, name: string) => {
    if (!whole.endsWith(";")) throw new Error(`${whole} is no entity.`);
    const character = name.startsWith("#") ? String.fromCodePoint(Number(name.slice(1))) : ENTITIES[name];
    if (character === undefined) throw new Error(`${whole} is no entity.`);
    return character;
  });
}

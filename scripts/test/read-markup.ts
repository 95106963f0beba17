export interface MarkupTag {
  name: string;
  /** Their names, as written. */
  attributes: string[];
  slot: string | null;
  /** The element that it stands in. */
  parent: string | null;
}

const TAG = /<!--[^]*?-->|<(\/?)([a-z][\w-]*)((?:\s+[^\s=>"'/{]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|\{[^}]*\}|[^\s>"'{]+))?)*)\s*(\/?)>/g;
const ATTRIBUTE = /([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'[^']*'|\{[^}]*\}|[^\s>"']+))?/g;
const VOID = new Set(["img", "input", "link", "meta", "br", "hr"]);

/** The tags of a piece of HTML or JSX. @throws Error for one that is not closed, or closed twice, and for what is no tag. */
export function readMarkup(html: string): MarkupTag[] {
  const text = html.replace(/(<script[^>]*>)[^]*?(<\/script>)/g, "$1$2").replace(/(<style[^>]*>)[^]*?(<\/style>)/g, "$1$2");
  const open: string[] = [];
  const tags: MarkupTag[] = [];
  for (const [whole, closing, name, attributes = "", empty] of text.matchAll(TAG)) {
    if (name === undefined) continue;
    if (closing === "/") {
      if (open.pop() !== name) throw new Error(`${whole} closes what is not open.`);
      continue;
    }
    const found = [...attributes.matchAll(ATTRIBUTE)];
    tags.push({ name, attributes: found.map(([, one = ""]) => one), slot: found.find(([, one]) => one === "slot")?.[2] ?? null, parent: open.at(-1) ?? null });
    if (empty !== "/" && !VOID.has(name)) open.push(name);
  }
  if (open.length > 0) throw new Error(`<${open.join(">, <")}> is never closed.`);
  const rest = text.replace(TAG, "").replace(/\{[^}]*\}/g, "");
  if (/<\/?[a-z]/i.test(rest)) throw new Error(`This is no tag: ${/<[^]{0,40}/.exec(rest)?.[0]}`);
  return tags;
}

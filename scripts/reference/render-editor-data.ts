import type { Description } from "./describe-elements.ts";

/** Custom data for the HTML of VS Code: tags and attributes with their words. */
export function renderEditorData({ elements, types }: Description): string {
  const tags = elements.map(({ tag, declaration, attributes, kinds }) => ({
    name: tag,
    description: { kind: "markdown", value: declaration.description ?? "" },
    attributes: attributes.map(({ name, description, type, fieldName = name }) => {
      const words = types.wordsOf(type?.text ?? "unknown");
      return { name, description: { kind: "markdown", value: description ?? "" }, ...(kinds.get(fieldName) === "Boolean" ? { valueSet: "v" } : {}), ...(words.length > 0 ? { values: words.map((word) => ({ name: word })) } : {}) };
    }),
  }));
  return `${JSON.stringify({ version: 1.1, tags }, null, 2)}\n`;
}

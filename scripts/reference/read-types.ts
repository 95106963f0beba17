import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** What the sources say of types that are nothing but words, and of what events carry. */
export interface KnownTypes {
  /** The words of a type, by its text: of `Theme` as of `"auto" | "light"`. Nothing when it is none. */
  wordsOf(type: string): readonly string[];
  /** The text of the type of an event's detail. */
  detailOf(event: string): string | undefined;
  /** The declarations of all named details, as they stand in the source. */
  detailDeclarations: string;
}

const isText = (node: ts.Node): node is ts.StringLiteral => ts.isStringLiteral(node);

/** `["a", "b"] as const` */
function wordsOfList(node: ts.Expression | undefined): string[] {
  const list = node && ts.isAsExpression(node) ? node.expression : node;
  if (!list || !ts.isArrayLiteralExpression(list) || !list.elements.every(isText)) return [];
  return list.elements.filter(isText).map(({ text }) => text);
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
}

export function readTypes(folders: readonly string[], eventsFile: string): KnownTypes {
  const lists = new Map<string, string[]>();
  const aliases = new Map<string, ts.TypeNode>();
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue;
      parse(join(folder, name)).forEachChild((node) => {
        if (ts.isTypeAliasDeclaration(node)) aliases.set(node.name.text, node.type);
        if (!ts.isVariableStatement(node)) return;
        for (const { name: constant, initializer } of node.declarationList.declarations) {
          const words = wordsOfList(initializer);
          if (words.length > 0) lists.set(constant.getText(), words);
        }
      });
    }
  }

  const wordsOfNode = (node: ts.TypeNode): readonly string[] => {
    if (ts.isUnionTypeNode(node)) return node.types.flatMap(wordsOfNode);
    if (ts.isLiteralTypeNode(node)) return isText(node.literal) ? [node.literal.text] : [];
    if (ts.isIndexedAccessTypeNode(node)) return lists.get(/typeof (\w+)/.exec(node.getText())?.[1] ?? "") ?? [];
    if (!ts.isTypeReferenceNode(node)) return [];
    const alias = aliases.get(node.typeName.getText());
    return alias ? wordsOfNode(alias) : [];
  };

  const wordsOf = (type: string): readonly string[] => {
    let words: readonly string[] = [];
    ts.createSourceFile("type.ts", `type It = ${type};`, ts.ScriptTarget.Latest, true).forEachChild((node) => {
      if (ts.isTypeAliasDeclaration(node)) words = wordsOfNode(node.type);
    });
    return words;
  };

  const details = new Map<string, string>();
  const declarations: string[] = [];
  parse(eventsFile).forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node)) return;
    if (node.name.text !== "Model3DEventDetails") return void declarations.push(node.getText().replace(/^export /, ""));
    for (const member of node.members) {
      if (ts.isPropertySignature(member) && member.type && isText(member.name)) details.set(member.name.text, member.type.getText());
    }
  });
  return { wordsOf, detailOf: (event) => details.get(event), detailDeclarations: declarations.join("\n\n") };
}

import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { describeElements } from "./reference/describe-elements.ts";
import { renderElementTypes, renderReactTypes } from "./reference/render-types.ts";
import { readDocumentBlocks, type DocumentBlock } from "./test/document-blocks.ts";

const ROOT = join(import.meta.dirname, "..");

interface Block {
  page: string;
  /** Line of the page on which the code begins, from 1. */
  line: number;
  isTyped: boolean;
  fileName: string;
  text: string;
}

/** What a page's reader has around the code that it shows: names of ours with their types, the host's own without. */
const SURROUNDINGS = `
import type {} from "@model-3d/elements";
import type { Model3D } from "@model-3d/server";
import type { Model3DClient } from "@model-3d/client";
declare global {
  namespace Express {
    interface Request {
      user?: any;
      session?: any;
    }
  }
  type Source = import("@model-3d/client").Source;
  type GalleryItem = import("@model-3d/elements").GalleryItem;
  type PhotoFinding = import("@model-3d/elements/coach.js").PhotoFinding;
  type Model = import("@model-3d/contract").Model;
  type InputImages = import("@model-3d/contract").InputImages;
  type View = import("@model-3d/contract").View;
  type RealSize = import("@model-3d/contract").RealSize;
  type Batch = import("@model-3d/contract").Batch;
  type HonestyCard = import("@model-3d/contract").HonestyCard;
  type ExportFormat = import("@model-3d/contract").ExportFormat;
  const app: import("express").Express;
  const model3d: Model3D;
  const client: Model3DClient;
  const versions: HTMLElementTagNameMap["model-3d-versions"];
  const gallery: HTMLElementTagNameMap["model-3d-gallery"];
  const files: HTMLElementTagNameMap["model-3d-export"];
  const createModel3D: typeof import("@model-3d/server").createModel3D;
  const createModel3DClient: typeof import("@model-3d/client").createModel3DClient;
  const authenticateByBetterAuth: typeof import("@model-3d/server").authenticateByBetterAuth;
  const authenticateByPassport: typeof import("@model-3d/server").authenticateByPassport;
  const optimizeGlb: typeof import("@model-3d/mesh").optimizeGlb;
  const makeThumbnails: typeof import("@model-3d/mesh").makeThumbnails;
  const renderTurntable: typeof import("@model-3d/mesh").renderTurntable;
  const HOSTS: any;
}
`;

/** Names that are the host's, or stand for what came before on the page. */
const HOSTS = "auth betterAuth readSession authenticate session passport products planOf sendMail userId payment startsAt createStripeLedger apiKey customerOf customers openMine it expect modelId modelIds show signal onProgress supabase enqueue mailer createTripoProvider front back frontFile backFile bytes file glb sharpCodec model page button form showTopUp showInCart upload batch";

/** Modules of the host's own, and packages that this repository does not install. */
const FOREIGN = /^(?:\.|@sentry\/|@supabase\/|better-auth\/)/;
const NO_MODULE = 2307;
/** JavaScript may hand over what TypeScript would have narrowed first. */
const WRONG_ARGUMENT = 2345;
const OPTIONS: ts.CompilerOptions = { jsx: ts.JsxEmit.ReactJSX, noUnusedLocals: false, noUnusedParameters: false, verbatimModuleSyntax: false, noEmit: true, allowJs: false };

/** Code with an ellipsis in it leaves something to the reader. */
const completed = (code: string) => code.replaceAll(/\{ … \}/g, "({} as any)").replaceAll("…", "");

/** The code of a block: all of it, or of a page its script. */
function codeOf({ language, text, at }: DocumentBlock): { language: string; line: number; code: string }[] {
  const line = Number(at.split(":").at(-1)) + 1;
  if (["ts", "tsx", "js"].includes(language)) return [{ language, line, code: text }];
  if (language !== "html") return [];
  return [...text.matchAll(/<script type="module">\n([^]*?)^<\/script>/gm)].map(({ 1: code = "", index }) => ({ language: "js", line: line + text.slice(0, index).split("\n").length, code }));
}

function blocksOf(block: DocumentBlock): Block[] {
  const { page } = block;
  return codeOf(block).map(({ language, line, code }) => {
    const name = `.${page.split("/").at(-1)}.${line}.${language === "tsx" ? "tsx" : "ts"}`;
    // Beside the page, so that its imports mean what they mean there.
    return { page, line, isTyped: language !== "js", fileName: join(ROOT, page, "..", name), text: `${completed(code)}\nexport {};` };
  });
}

/** The types of the tags in JSX, as they are made when the package is. */
function reactTypes(): Map<string, string> {
  const { elements } = describeElements();
  const folder = join(ROOT, "packages/elements/src/frameworks");
  return new Map([[join(folder, "react.d.ts"), renderReactTypes(elements)], [join(folder, "element-types.d.ts"), renderElementTypes(elements)]]);
}

/** What is shown in TypeScript as strictly as a reader has it; in JavaScript nobody is told that something may be null. */
function compileAll(blocks: readonly Block[]): Map<Block, string[]> {
  const read = new Map<string, ts.SourceFile | undefined>();
  return new Map([true, false].flatMap((strict) => [...compile(blocks.filter(({ isTyped }) => isTyped === strict), strict, read)]));
}

/** @param read what was read of other files, which is the same however strictly they are looked at. */
function compile(blocks: readonly Block[], strict: boolean, read: Map<string, ts.SourceFile | undefined>): Map<Block, string[]> {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const surroundings = join(ROOT, ".surroundings.d.ts");
  const declared = SURROUNDINGS.replace("const HOSTS: any;", HOSTS.split(" ").map((name) => `const ${name}: any;`).join("\n"));
  const made = reactTypes();
  const texts = new Map<string, string>([[surroundings, declared], ...made, ...blocks.map(({ fileName, text }) => [fileName, text] as const)]);
  const chosen = { ...options, ...OPTIONS, strict, paths: { "@model-3d/elements/react": [...made.keys()].slice(0, 1) } };
  const given = ts.createCompilerHost(chosen);
  const host: ts.CompilerHost = {
    ...given,
    directoryExists: (name) => [...made.keys()].some((path) => path.startsWith(`${name}/`)) || (given.directoryExists?.(name) ?? true),
    fileExists: (name) => texts.has(name) || given.fileExists(name),
    readFile: (name) => texts.get(name) ?? given.readFile(name),
    getSourceFile: (name, ...rest) => {
      const text = texts.get(name);
      if (text !== undefined) return ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
      if (!read.has(name)) read.set(name, given.getSourceFile(name, ...rest));
      return read.get(name);
    },
  };
  const program = ts.createProgram([...texts.keys()], chosen, host);
  const wrong = new Map<Block, string[]>();
  for (const block of blocks) {
    const source = program.getSourceFile(block.fileName);
    const isAbroad = ({ code, start = 0, length = 0 }: ts.Diagnostic) => code === NO_MODULE && FOREIGN.test(block.text.slice(start + 1, start + length - 1));
    const isOfTypes = ({ code, messageText }: ts.Diagnostic) => !block.isTyped && (code === WRONG_ARGUMENT || / does not exist on type 'Element'\.$/.test(String(messageText)));
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].filter((each) => !isAbroad(each) && !isOfTypes(each));
    const told = found.map(({ start = 0, messageText }) => `${block.page}:${block.line + block.text.slice(0, start).split("\n").length - 1}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
    if (told.length > 0) wrong.set(block, told);
  }
  return wrong;
}

describe("the code in the documents", () => {
  it("compiles against what there is", { timeout: 240_000 }, () => {
    const blocks = readDocumentBlocks().flatMap(blocksOf);
    expect(blocks.length).toBeGreaterThan(40);
    // One that must not compile, so that the test shows that it looks.
    const broken: Block = { page: "broken.md", line: 1, isTyped: true, fileName: join(ROOT, ".broken.md.1.ts"), text: 'await createModel3D({ authenticate, metriks: true });\nawait client.startBach({});\ndocument.querySelector("model-3d-viewer")!.sourceTyp = "product";\ndocument.querySelector("model-3d-viewer").src = null;\nexport {};' };
    const page: Block = { page: "broken.md", line: 9, isTyped: true, fileName: join(ROOT, ".broken.md.9.tsx"), text: 'import "@model-3d/elements/react";\nimport { useEffekt } from "react";\nexport const Shop = () => <model-3d-provider apis="/api"><model-3d-gallery items={[1]} /></model-3d-provider>;' };
    const wrong = compileAll([...blocks, broken, page]);
    expect(wrong.get(broken)).toHaveLength(5);
    expect(wrong.get(page)).toHaveLength(3);
    for (const each of [broken, page]) wrong.delete(each);
    expect([...wrong.values()].flat()).toEqual([]);
  });

  it("takes nothing that is missing in the environment for an empty text, a secret least of all", () => {
    expect(readDocumentBlocks().filter(({ text }) => /process\.env[\w.[\]"]*\s*(?:\?\?|\|\|)\s*(?:""|''|``)/.test(text)).map(({ at }) => at)).toEqual([]);
  });
});

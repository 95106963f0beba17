import type { Host } from "./read-host.ts";

/** What the files of an Express host are made of. */
export interface ExpressTemplate {
  host: Host;
  mountPath: string;
  /** Where the page is found in the browser when the app does not serve a folder by itself; null where it does. */
  pageFile: string | null;
}

const OPTIONS = (cast: string, mountPath: string) => `  // The id of the user who sends this request, by your own log-in; null for nobody.
  authenticate: (request) => {
    ${cast === "" ? "const { user, session } = request;" : `const { user, session } = request${cast};`}
    const userId = user?.id ?? session?.userId ?? demoUser;
    return userId ? { userId: String(userId) } : null;
  },
  database: process.env.DATABASE_URL || { folder: ".model-3d/database" },
  storage: { kind: "folder", directory: process.env.MODEL_3D_STORAGE || ".model-3d/files" },
  ...(process.env.PUBLIC_URL ? { publicUrl: process.env.PUBLIC_URL } : {}),
  mountPath: "${mountPath}",`;

const CAST = " as unknown as { user?: { id?: string }; session?: { userId?: string } }";

const ENVIRONMENT = `// What is set in the environment already goes before what .env says.
if (existsSync(".env")) process.loadEnvFile();`;

const DEMO_USER = `/** Asks where nobody has signed in, on your desk only; take it out once your own log-in says who asks. */
const demoUser = process.env.NODE_ENV === "production" ? undefined : process.env.MODEL_3D_DEMO_USER;`;

const START = `  // Hands back what is being made, then lets a handler of yours end the process, or ends it where there is none.
  model3d.stopOnSignals();
  await model3d.start();
  if (demoUser) await model3d.credits.grant({ userId: demoUser, amount: 100, planType: "one_time", reason: "a first try", once: true });
  return model3d;`;

const FAIL = (type: string) => `opening.catch((error${type}) => {
  console.error(error);
  process.exit(1);
});`;

const mount = ({ mountPath, pageFile }: ExpressTemplate, elements: string, { app, request, response, next }: Record<"app" | "request" | "response" | "next", string>, page: string) => `/** After your log-in, before body parsers. */
${app} {
  app.use("${mountPath}", (${request}, ${response}, ${next}) => void opening.then(({ router }) => router(request, response, next), next));
  app.use("/model-3d", express.static(${elements}));${pageFile === null ? "" : `\n  app.get("/model-3d.html", (${request}, ${response}) => response.sendFile(${page}));`}
}`;

const UNTYPED = { request: "request", response: "response", next: "next" };
const PARAMETERS = { request: "request: Request", response: "response: Response", next: "next: NextFunction" };

/** `model-3d.js` and its like: opens model-3d once, and mounts it in the app. */
export function writeExpressModule(template: ExpressTemplate): string {
  const { host, mountPath, pageFile } = template;
  const isTyped = host.language === "ts";
  const page = `resolve("${pageFile ?? ""}")`;
  const fsImport = 'import { existsSync } from "node:fs";\n';
  const pathImport = pageFile === null ? "" : 'import { resolve } from "node:path";\n';
  const head = "// Made by `npx model-3d init`: yours to change.\n";
  const options = OPTIONS(isTyped ? CAST : "", mountPath);
  if (host.modules === "esm") {
    return `${head}${fsImport}${pathImport}import { fileURLToPath } from "node:url";
import { createModel3D } from "@model-3d/server";
import express${isTyped ? ", { type Express, type NextFunction, type Request, type Response }" : ""} from "express";

${ENVIRONMENT}

${DEMO_USER}

const opening = createModel3D({
${options}
}).then(async (model3d) => {
${START}
});
${FAIL(isTyped ? ": unknown" : "")}

${mount(template, 'fileURLToPath(new URL("./cdn/", import.meta.resolve("@model-3d/elements")))', { app: `export function mountModel3D(app${isTyped ? ": Express" : ""})${isTyped ? ": void" : ""}`, ...(isTyped ? PARAMETERS : UNTYPED) }, page)}
`;
  }
  const body = `${ENVIRONMENT}

${DEMO_USER}

const opening = import("@model-3d/server").then(({ createModel3D }) => createModel3D({
${options}
})).then(async (model3d) => {
${START}
});
${FAIL(isTyped ? ": unknown" : "")}
`;
  if (isTyped) {
    return `${head}${fsImport}import { dirname, join${pageFile === null ? "" : ", resolve"} } from "node:path";
import express, { type Express, type NextFunction, type Request, type Response } from "express";

${body}
${mount(template, 'join(dirname(require.resolve("@model-3d/elements")), "cdn")', { app: "export function mountModel3D(app: Express): void", ...PARAMETERS }, page)}
`;
  }
  return `${head}const { existsSync } = require("node:fs");
const { dirname, join${pageFile === null ? "" : ", resolve"} } = require("node:path");
const express = require("express");

${body}
${mount(template, 'join(dirname(require.resolve("@model-3d/elements")), "cdn")', { app: "exports.mountModel3D = function mountModel3D(app)", ...UNTYPED }, page).replace(/\}$/, "};")}
`;
}

/** The line by which the app's file knows the module. @param specifier `./model-3d` and its ending. */
export const importLine = ({ modules, language }: Host, specifier: string): string => (modules === "cjs" && language === "js" ? `const { mountModel3D } = require("${specifier}");` : `import { mountModel3D } from "${specifier}";`);

/** A page to try it out, from photos to a model. @param sourceId a UUID that stands for a product of the host's. */
export const writePage = (mountPath: string, sourceId: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>A model of your product</title>
    <link rel="icon" href="data:," />
    <script type="module" src="/model-3d/model-3d.js"></script>
    <style>
      :root { color-scheme: light dark; font-family: system-ui, sans-serif; }
      body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
    </style>
  </head>
  <body>
    <h1>A model of your product</h1>
    <!-- source-id is the id of your product, a UUID; each product has its own models. -->
    <model-3d-provider api="${mountPath}">
      <model-3d-credits></model-3d-credits>
      <model-3d-generate source-type="product" source-id="${sourceId}" heading="My first product"></model-3d-generate>
      <model-3d-versions source-type="product" source-id="${sourceId}"></model-3d-versions>
    </model-3d-provider>
  </body>
</html>
`;

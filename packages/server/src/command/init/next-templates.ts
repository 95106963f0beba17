/** What the files of a Next host are made of. */
export interface NextTemplate {
  isTyped: boolean;
  mountPath: string;
}

const HEAD = "// Made by `npx model-3d init`: yours to change.\n";

/** `model-3d.ts`: one model-3d for the process, as the guide for Next shows it. */
export const writeNextModule = ({ isTyped, mountPath }: NextTemplate): string => `${HEAD}import { createModel3D${isTyped ? ", type Model3D" : ""} } from "@model-3d/server";

/** Asks where nobody has signed in, on your desk only; take it out once your own log-in says who asks. */
const demoUser = process.env.NODE_ENV === "production" ? undefined : process.env.MODEL_3D_DEMO_USER;

async function open()${isTyped ? ": Promise<Model3D>" : ""} {
  const model3d = await createModel3D({
    // The id of the user who sends this request, by your own log-in; null for nobody. Cookies are in \`request.headers.cookie\`.
    authenticate: () => (demoUser ? { userId: demoUser } : null),
    database: process.env.DATABASE_URL || { folder: ".model-3d/database" },
    storage: { kind: "folder", directory: process.env.MODEL_3D_STORAGE || ".model-3d/files" },
    ...(process.env.PUBLIC_URL ? { publicUrl: process.env.PUBLIC_URL } : {}),
    mountPath: "${mountPath}",
  });
  // Hands back what is being made, before Next ends the process.
  model3d.stopOnSignals();
  // A process that only answers requests, such as a function, leaves the work to others.
  if (process.env.MODEL_3D_WORKS !== "no") await model3d.start();
  if (demoUser) await model3d.credits.grant({ userId: demoUser, amount: 100, planType: "one_time", reason: "a first try", once: true });
  return model3d;
}

/** Next loads this file anew while you work on it, and for several routes; the database is opened once. */
const kept = globalThis${isTyped ? " as { model3d?: Promise<Model3D> }" : ""};

export function openModel3D()${isTyped ? ": Promise<Model3D>" : ""} {
  kept.model3d ??= open().catch((error${isTyped ? ": unknown" : ""}) => {
    delete kept.model3d;
    throw error;
  });
  return kept.model3d;
}
`;

/** `app/…/[...path]/route.ts`. @param module where the file above is, as seen from there. */
export const writeRoute = (module: string): string => `${HEAD}import { toRouteHandlers } from "@model-3d/server/next";
import { openModel3D } from "${module}";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

// Behind a proxy say which address a request comes from, by a header that the proxy always writes itself, so that visitors who are not signed in
// have limits of their own: toRouteHandlers(openModel3D, { address: (request) => request.headers.get("x-real-ip") ?? undefined })
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = toRouteHandlers(openModel3D);
`;

/** `pages/…/[...path].ts`. */
export const writeApiPage = (module: string): string => `${HEAD}import { toPagesHandler } from "@model-3d/server/next";
import { openModel3D } from "${module}";

// Photos and models are streams, which Next must neither read nor hold back.
export const config = { api: { bodyParser: false, responseLimit: false, externalResolver: true } };

export default toPagesHandler(openModel3D);
`;

const elements = (mountPath: string, sourceId: string, indent: string) =>
  [
    `<model-3d-provider api="${mountPath}">`,
    "  <model-3d-credits />",
    `  {/* source-id is the id of your product, a UUID; each product has its own models. */}`,
    `  <model-3d-generate source-type="product" source-id="${sourceId}" heading="My first product" />`,
    `  <model-3d-versions source-type="product" source-id="${sourceId}" />`,
    "</model-3d-provider>",
  ].join(`\n${indent}`);

/** A page to try it out: in `app/` a client component, in `pages/` a page. */
export const writeNextPage = ({ isTyped, mountPath }: NextTemplate, sourceId: string, { isClientComponent }: { isClientComponent: boolean }): string => `${isClientComponent ? '"use client";\n\n' : ""}${HEAD}${isTyped ? 'import type {} from "@model-3d/elements/react";\n' : ""}import { useEffect } from "react";

export default function Page() {
  // Once React has taken over what the server drew: it would wonder at tags that have come to life before.
  useEffect(() => void import("@model-3d/elements"), []);
  return (
    <main>
      <h1>A model of your product</h1>
      ${elements(mountPath, sourceId, "      ")}
    </main>
  );
}
`;

export const NEXT_CONFIG = `${HEAD}/** @type {import("next").NextConfig} */
const config = {
  serverExternalPackages: ["@model-3d/server"],
};

export default config;
`;

import { createModel3D, type Model3D } from "@model-3d/server";

/** Everybody is this one: a shop of your own asks its session, see docs/guides/authenticate.md. */
const SHOPPER = "6e2ae0a4-9d7a-4e0e-8f2c-0d3b5a1c7e10";
const DATA = process.env.MODEL_3D_DATA ?? ".model-3d";

async function open(): Promise<Model3D> {
  const model3d = await createModel3D({
    authenticate: () => ({ userId: SHOPPER }),
    database: process.env.DATABASE_URL ?? { folder: `${DATA}/database` },
    storage: { kind: "folder", directory: `${DATA}/files` },
  });
  await model3d.start();
  await model3d.credits.grant({ userId: SHOPPER, amount: 100, planType: "one_time", reason: "welcome", once: true });
  return model3d;
}

/** Next loads this file for several routes, and anew while you work on it; the database is opened once. */
const kept = globalThis as { model3d?: Promise<Model3D> };

export function openModel3D(): Promise<Model3D> {
  kept.model3d ??= open().catch((error: unknown) => {
    delete kept.model3d;
    throw error;
  });
  return kept.model3d;
}

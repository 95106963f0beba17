/** What a host in TypeScript writes with the packages, and one mistake that has to be found. */
export const CONSUMER = `
import { createModel3DClient, Model3DError } from "@model-3d/client";
import { MODEL_STATES, type Model } from "@model-3d/contract";
import { GENERATE_DEFAULTS, type Photos } from "@model-3d/generator";
import { generateInWorker } from "@model-3d/generator/node";
import { createModel3D, type Model3DOptions } from "@model-3d/server";
import { migrate } from "@model-3d/server/database";
import { Model3DViewer } from "@model-3d/elements";
import { Model3DGallery } from "@model-3d/elements/gallery.js";
export const options: Model3DOptions = { authenticate: (request) => ({ userId: request.get("x-user") ?? "" }) };
export const stop: Promise<void> = createModel3D(options).then((model3d) => model3d.stop());
export const version = (model: Model): number => model.version;
export const viewer: Model3DViewer | null = document.querySelector("model-3d-viewer");
export const used = [createModel3DClient, Model3DError, MODEL_STATES, GENERATE_DEFAULTS, generateInWorker, migrate, Model3DGallery] satisfies unknown[];
export type Given = Photos;
// @ts-expect-error -- a number is no user
export const wrong: Model3DOptions = { authenticate: () => ({ userId: 1 }) };
`;

import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import type { ExportAnswer, Model, View } from "@model-3d/contract";
import { makeBoxGlb } from "./make-box-glb.ts";
import { uploadPhotos } from "./photos.ts";
import { until, type Answer, type TestHost } from "./start-test-host.ts";

export interface MadeModel {
  user: string;
  modelId: string;
  sourceId: string;
}

/** A user with a model that succeeded, of these bytes. */
export async function makeModel(host: TestHost, { user, sourceId = randomUUID(), glb, thumbnail, photos }: { user?: string; sourceId?: string; glb?: Uint8Array; thumbnail?: Uint8Array; photos?: Partial<Record<View, Uint8Array>> } = {}): Promise<MadeModel> {
  const bytes = glb ?? (await makeBoxGlb());
  const owner = user ?? (await host.user());
  host.provider.always = (run) => run.succeed(bytes, thumbnail);
  const { body } = await host.call("POST", "/api/generate-3d-model", { user: owner, json: { imageUrls: await uploadPhotos(host, owner, photos), sourceType: "product", sourceId } });
  await until("the model is there", async () => ((await findModels(host, owner, sourceId)).find(({ id, status }) => id === body.modelId && status === "SUCCEEDED")));
  return { user: owner, modelId: body.modelId, sourceId };
}

export async function findModels(host: TestHost, user: string, sourceId: string): Promise<Model[]> {
  return (await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}&includeAll=true`, { user })).body.models;
}

/** Asks for a file, of the owner if nobody else is named. */
export function ask(host: TestHost, { user, modelId }: MadeModel, json: object, headers: Record<string, string> = {}): Promise<Answer> {
  return host.call("POST", "/api/convert-to-cad", { user, json: { modelId, ...json }, headers });
}

export function look(host: TestHost, user: string, exportId: string | null): Promise<Answer> {
  return host.call("GET", `/api/convert-to-cad?exportId=${exportId}`, { user });
}

/** Asks for a file and waits until it has been made, or has failed. */
export async function askAndWait(host: TestHost, made: MadeModel, json: object): Promise<ExportAnswer> {
  const { status, body } = await ask(host, made, json);
  if (status >= 300) throw new Error(`It was refused: ${JSON.stringify(body)}`);
  if (body.exportId === null) return body;
  return until("the file is made", async () => {
    const answer: ExportAnswer = (await look(host, made.user, body.exportId)).body;
    return (answer.status === "SUCCEEDED" || answer.status === "FAILED") && answer;
  }, 90_000);
}

/** The files of exports in a storage, of one or of all. */
export async function findExportFiles(directory: string, exportId = ""): Promise<string[]> {
  for (;;) {
    try {
      return (await readdir(directory, { recursive: true })).filter((name) => name.includes(`export-${exportId}`));
    } catch (error) {
      // A folder went away while it was being read.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

import { ERRORS } from "@model-3d/contract";
import { Router } from "express";
import type { Model3D } from "../create-model-3d.ts";
import { errorBodyOf } from "../http/error-body.ts";
import { prepareAnswer } from "../http/prepare-answer.ts";
import type { ResolvedModel3DOptions } from "../model-3d-options.ts";

/** An hour: somebody has to switch it on. */
const RETRY_AFTER_S = 3_600;
const MESSAGE = "3D models are switched off here for the time being. What was made is kept.";

/** Why nothing is done for the host that has switched it off. */
class SwitchedOffError extends Error {
  override readonly name = "SwitchedOffError";

  constructor() {
    super("model-3d is switched off (`disabled: true`): its tables and files are kept, and nothing is read or written.");
  }
}

const refuse = (): Promise<never> => Promise.reject(new SwitchedOffError());

/** A place in the host's app and nothing behind it: no database is opened and no table is touched, every route answers 503, workers do not start. */
export function createSwitchedOff({ ids, cors, mountPath }: Pick<ResolvedModel3DOptions, "ids" | "cors" | "mountPath">): Model3D {
  const router = Router();
  router.use((request, response) => {
    prepareAnswer({ ids, options: { cors } }, request, response);
    response.status(ERRORS.service_unavailable.status).set("Retry-After", String(RETRY_AFTER_S)).json(errorBodyOf("service_unavailable", MESSAGE));
  });
  // Each call is refused alike, whatever its name.
  const refusing = <T extends object>(): T => new Proxy({} as T, { get: (_target, name) => (typeof name === "string" && name !== "then" ? refuse : undefined) });
  return { router, mountPath, credits: refusing(), check: refuse, files: { retry: refuse }, webhooks: refusing(), on: () => () => undefined, start: async () => {}, stop: async () => {}, stopOnSignals: () => {} };
}

import { PATHS } from "@model-3d/contract";
import type { ServiceContext } from "../service-context.ts";
import { signLink } from "./sign-link.ts";

/** Makes the links of one answer: signed, expiring, under the address by which this caller reached us. */
export interface LinkMaker {
  modelFile(modelId: string, name: string): string;
  sourceImage(imageId: string): string;
}

export function createLinkMaker(context: ServiceContext, baseUrl: string): LinkMaker {
  const sign = (path: string) => {
    const expiresAt = new Date(context.clock.now().getTime() + context.options.linkLifeMs);
    const [secret] = context.linkSecrets;
    if (secret === undefined) throw new Error("There is no secret to sign links with.");
    return `${baseUrl}${path}?${signLink(secret, { path, expiresAt })}`;
  };
  return {
    modelFile: (modelId, name) => sign(`${PATHS.modelFiles}/${modelId}/${encodeURIComponent(name)}`),
    sourceImage: (imageId) => sign(`${PATHS.sourceImages}/${imageId}`),
  };
}

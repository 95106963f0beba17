import { PATHS } from "@model-3d/contract";
import type { ServiceContext } from "../service-context.ts";
import { signLink } from "./sign-link.ts";

/** Makes the links of one answer: signed, expiring, under the address by which this caller reached us. */
export interface LinkMaker {
  modelFile(modelId: string, name: string): string;
  sourceImage(imageId: string): string;
  /** Of a file that still lies with the service that made it. */
  proxiedFile(url: string): string;
}

export function createLinkMaker(context: ServiceContext, baseUrl: string): LinkMaker {
  const sign = (path: string, scope?: string) => {
    const expiresAt = new Date(context.clock.now().getTime() + context.options.linkLifeMs);
    const [secret] = context.linkSecrets;
    if (secret === undefined) throw new Error("There is no secret to sign links with.");
    return signLink(secret, { path, expiresAt, ...(scope === undefined ? {} : { scope }) });
  };
  const link = (path: string) => `${baseUrl}${path}?${sign(path)}`;
  return {
    modelFile: (modelId, name) => link(`${PATHS.modelFiles}/${modelId}/${encodeURIComponent(name)}`),
    sourceImage: (imageId) => link(`${PATHS.sourceImages}/${imageId}`),
    proxiedFile: (url) => `${baseUrl}${PATHS.proxy}?url=${encodeURIComponent(url)}&${sign(PATHS.proxy, url)}`,
  };
}

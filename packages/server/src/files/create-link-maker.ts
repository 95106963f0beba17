import { PATHS } from "@model-3d/contract";
import type { ServiceContext } from "../service-context.ts";
import { linkEnd, signLink } from "./sign-link.ts";

/** Makes the links of one answer: signed, expiring, under the address by which this caller reached us. */
export interface LinkMaker {
  /** `saveAs`: the file is downloaded under that name, which is bound by the signature. */
  modelFile(modelId: string, name: string, how?: { saveAs?: string }): string;
  sourceImage(imageId: string): string;
  /** Of a file that still lies with the service that made it. */
  proxiedFile(url: string): string;
  /** Until when they work. */
  readonly expiresAt: Date;
}

/** The parameter of a link that says under which name its file is saved. */
export const SAVE_AS = "save-as";

export function createLinkMaker(context: ServiceContext, baseUrl: string): LinkMaker {
  const expiresAt = linkEnd(new Date(context.clock.now().getTime() + context.options.linkLifeMs));
  const sign = (path: string, { scope, params }: { scope?: string; params?: Readonly<Record<string, string>> } = {}) => {
    const [secret] = context.linkSecrets;
    if (secret === undefined) throw new Error("There is no secret to sign links with.");
    return signLink(secret, { path, expiresAt, ...(scope === undefined ? {} : { scope }), ...(params && { params }) });
  };
  const link = (path: string, params?: Readonly<Record<string, string>>) => `${baseUrl}${path}?${sign(path, params ? { params } : {})}`;
  return {
    expiresAt,
    modelFile: (modelId, name, { saveAs } = {}) => link(`${PATHS.modelFiles}/${modelId}/${encodeURIComponent(name)}`, saveAs === undefined ? undefined : { [SAVE_AS]: saveAs }),
    sourceImage: (imageId) => link(`${PATHS.sourceImages}/${imageId}`),
    proxiedFile: (url) => `${baseUrl}${PATHS.proxy}?url=${encodeURIComponent(url)}&${sign(PATHS.proxy, { scope: url })}`,
  };
}

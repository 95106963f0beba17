import { isUuid } from "@model-3d/contract";

/** Names the model in the address of a page; a query, since routers have the fragment for themselves. */
const PARAMETER = "model-3d";
/** Where a host's own address takes the model's id. */
const PLACE = "{model}";

/** Every link is followed once, also by what comes into the page later. */
const followed = new Set<string>();

/** The address that leads to a model: the host's, with the id in place of `{model}`, or this page, whose elements open it. */
export function addressOfModel(modelId: string, template?: string): string {
  if (template) return template.replaceAll(PLACE, modelId);
  const address = new URL(location.href);
  address.searchParams.set(PARAMETER, modelId);
  return address.href;
}

/** The model that this page was opened for, as long as nobody has opened it. */
export function linkedModel(): string | null {
  const id = new URLSearchParams(globalThis.location?.search).get(PARAMETER)?.toLowerCase() ?? "";
  return isUuid(id) && !followed.has(id) ? id : null;
}

/** Whether it is the one that this page was opened for; says so once. */
export function followLink(modelId: string): boolean {
  const isLinked = linkedModel() === modelId;
  if (isLinked) followed.add(modelId);
  return isLinked;
}

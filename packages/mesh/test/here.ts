/** False in the pages and workers of browsers, where the same tests run. */
export const isInNode = "process" in globalThis;

/** How many changed files a test takes: as many as are asked for, which nobody can in a browser, or as many as are told. */
export const mutationsOr = (usual: number): number => Number((isInNode ? process.env.MODEL_3D_MUTATIONS : undefined) ?? usual);

/** A file of the repository by its path there. */
export async function readAsset(path: string): Promise<Uint8Array> {
  if (!isInNode) return new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer());
  const { readFile } = await import("node:fs/promises");
  return new Uint8Array(await readFile(new URL(`../../../${path}`, import.meta.url)));
}

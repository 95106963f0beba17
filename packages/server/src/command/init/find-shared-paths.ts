import { listSharedRoutes } from "./list-shared-routes.ts";

/** Routes of a host's that the router would answer in their place, since it is mounted first: each as it is written, with its file. */
export function findSharedPaths(folder: string, mountPath: string): string[] {
  return [...new Set(listSharedRoutes(folder, mountPath).map(({ path, file }) => `${path} (${file})`))];
}

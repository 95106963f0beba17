/** The analyzer's parts that its own types leave out. */
declare module "@custom-elements-manifest/analyzer/index.js" {
  export const ts: typeof import("typescript");
  export function create(options: { modules: readonly unknown[]; plugins: readonly unknown[]; context: { dev: boolean } }): import("./manifest.ts").Manifest;
}

declare module "@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js" {
  export function litPlugin(): readonly unknown[];
}

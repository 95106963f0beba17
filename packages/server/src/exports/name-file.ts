import type { ExportFormat } from "@model-3d/contract";

/** What a system refuses in names, controls, and marks that turn the direction of writing. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]/gu;

/** `Oak-chair-v2.stl`; a format of several files says in its name which one is packed: `Oak-chair-v2.obj.zip`. */
export function nameFile(product: string, version: number, { format, extension }: { format: ExportFormat; extension: string }): string {
  const safe = product.toWellFormed().replace(UNSAFE, " ").trim().replace(/\s+/g, "-").replace(/^[.-]+|[.-]+$/g, "");
  return `${safe === "" ? "model" : safe}-v${version}.${extension === format ? extension : `${format}.${extension}`}`;
}

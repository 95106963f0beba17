import type { Dropped, Model } from "../model.ts";
import { canRewrite, lostInRewriting, rewriteGlb, rewriteGltf } from "../rewrite/rewrite-gltf.ts";
import type { OpenedGlb } from "../read/open-glb.ts";
import type { Format } from "../write/format.ts";
import { judgeWhole } from "../write/judge-by-table.ts";
import { piecesOnce } from "../write/pieces-once.ts";
import { requireNumbers } from "../write/require-numbers.ts";
import { requireTriangles } from "../write/require-triangles.ts";
import { withoutTextures } from "../write/without-textures.ts";
import type { ResolvedWriteOptions } from "../write/write-options.ts";
import type { ExportPlan } from "./plan-export.ts";

/** A file that is the given one in another form, and what its card is made of. */
export interface Rewrite {
  plan: ExportPlan;
  judge: Format["judge"];
  dropped: readonly Dropped[];
}

/** Whether what is written is the file itself. */
export function isRewritten(opened: OpenedGlb, { name }: Format, options: ResolvedWriteOptions): boolean {
  return (name === "glb" || name === "gltf") && options.repair !== true && canRewrite(opened, options);
}

/**
 * A GLB or glTF of the file itself, with all that a {@link Model} has no place for; null where that cannot be: for another format, for a surface that
 * is to be mended, and where pictures are to go that something unknown may need.
 *
 * @throws MeshError `no_triangles`
 */
export function planRewrite(opened: OpenedGlb, model: Model, format: Format, options: ResolvedWriteOptions): Rewrite | null {
  const { name } = format;
  if ((name !== "glb" && name !== "gltf") || !isRewritten(opened, format, options)) return null;
  requireTriangles(model);
  requireNumbers(model, format, options);
  const write = () => piecesOnce(name === "glb" ? rewriteGlb(opened, options) : rewriteGltf(opened, options), options.signal);
  const written = options.textures ? model : withoutTextures(model);
  const dropped = lostInRewriting(opened, name).length > 0 ? (["extensions"] as const) : [];
  return { plan: { model: written, faces: null, simplified: null, closed: null, overlapping: 0, repairs: null, write }, judge: judgeWhole, dropped };
}

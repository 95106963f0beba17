import { EXTMeshoptCompression, KHRDracoMeshCompression } from "@gltf-transform/extensions";
import draco3d from "draco3d";
import { MeshoptEncoder } from "meshoptimizer";
import { GlbMaker } from "./make-glb.ts";

/** What is in it, compressed by Google's Draco, or by meshoptimizer. */
export async function packGlb(maker: GlbMaker, kind: "draco" | "draco sequential" | "meshopt"): Promise<Uint8Array> {
  await MeshoptEncoder.ready;
  const { EDGEBREAKER, SEQUENTIAL } = KHRDracoMeshCompression.EncoderMethod;
  if (kind === "meshopt") maker.document.createExtension(EXTMeshoptCompression).setRequired(true);
  else maker.document.createExtension(KHRDracoMeshCompression).setRequired(true).setEncoderOptions({ method: kind === "draco" ? EDGEBREAKER : SEQUENTIAL });
  return maker.bytes({ "meshopt.encoder": MeshoptEncoder, "draco3d.encoder": await draco3d.createEncoderModule() });
}

/** A cube of one metre. */
export function makePackedBox(kind: Parameters<typeof packGlb>[1]): Promise<Uint8Array> {
  const maker = new GlbMaker();
  maker.show(maker.box());
  return packGlb(maker, kind);
}

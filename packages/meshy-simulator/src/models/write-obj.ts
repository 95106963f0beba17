import type { Mesh } from "./read-mesh.ts";

const MATERIAL = "material_0";

/** Wavefront OBJ that refers to `model.mtl`; v upwards, as OBJ has it. */
export function writeObj({ positions, normals, uvs, indices }: Mesh): Uint8Array {
  const lines = ["mtllib model.mtl", "o model"];
  for (let i = 0; i < positions.length; i += 3) lines.push(`v ${number(positions[i])} ${number(positions[i + 1])} ${number(positions[i + 2])}`);
  for (let i = 0; uvs && i < uvs.length; i += 2) lines.push(`vt ${number(uvs[i])} ${number(1 - (uvs[i + 1] ?? 0))}`);
  for (let i = 0; normals && i < normals.length; i += 3) lines.push(`vn ${number(normals[i])} ${number(normals[i + 1])} ${number(normals[i + 2])}`);
  lines.push(`usemtl ${MATERIAL}`);
  const corner = (index: number | undefined): string => {
    const n = (index ?? 0) + 1;
    return `${n}${uvs || normals ? "/" : ""}${uvs ? n : ""}${normals ? `/${n}` : ""}`;
  };
  for (let i = 0; i < indices.length; i += 3) lines.push(`f ${corner(indices[i])} ${corner(indices[i + 1])} ${corner(indices[i + 2])}`);
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

/** The material of {@link writeObj}. Its texture is named `texture_0.png`, wherever that lies. */
export function writeMtl(hasTexture: boolean): Uint8Array {
  const lines = [`newmtl ${MATERIAL}`, "Ka 1 1 1", hasTexture ? "Kd 1 1 1" : "Kd 0.8 0.8 0.8", "Ks 0 0 0", "d 1", "illum 1", ...(hasTexture ? ["map_Kd texture_0.png"] : [])];
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

const number = (value = 0): string => String(Number(value.toFixed(6)));

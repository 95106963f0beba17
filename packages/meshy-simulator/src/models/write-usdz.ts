import type { Mesh } from "./read-mesh.ts";
import { writeZip } from "./write-zip.ts";

/** USDZ aligns the bytes of each file. */
const ALIGNMENT = 64;
const TEXTURE = "texture_0.png";

/** USDZ of the mesh in metres, Y up, with a UsdPreviewSurface that shows the PNG. */
export function writeUsdz(mesh: Mesh, texture: Uint8Array | null): Uint8Array {
  const layer = new TextEncoder().encode(writeUsda(mesh, texture !== null));
  const entries = [{ name: "model.usda", bytes: layer }, ...(texture ? [{ name: TEXTURE, bytes: texture }] : [])];
  return writeZip(entries, ALIGNMENT);
}

function writeUsda({ positions, normals, uvs, indices }: Mesh, hasTexture: boolean): string {
  const faces = new Array<number>(indices.length / 3).fill(3).join(", ");
  return `#usda 1.0
(
    defaultPrim = "model"
    metersPerUnit = 1
    upAxis = "Y"
)

def Xform "model"
{
    def Mesh "mesh" (
        prepend apiSchemas = ["MaterialBindingAPI"]
    )
    {
        uniform bool doubleSided = 1
        uniform token subdivisionScheme = "none"
        int[] faceVertexCounts = [${faces}]
        int[] faceVertexIndices = [${indices.join(", ")}]
        point3f[] points = [${tuples(positions, 3)}]
${normals ? vertexValues("normal3f[] normals", tuples(normals, 3)) : ""}${uvs ? vertexValues("texCoord2f[] primvars:st", tuples(upwards(uvs), 2)) : ""}        rel material:binding = </model/material>
    }

    def Material "material"
    {
        token outputs:surface.connect = </model/material/surface.outputs:surface>

        def Shader "surface"
        {
            uniform token info:id = "UsdPreviewSurface"
            color3f inputs:diffuseColor${hasTexture ? ".connect = </model/material/texture.outputs:rgb>" : " = (0.8, 0.8, 0.8)"}
            float inputs:metallic = 0
            float inputs:roughness = 0.7
            token outputs:surface
        }
${hasTexture ? TEXTURE_SHADERS : ""}    }
}
`;
}

const TEXTURE_SHADERS = `
        def Shader "reader"
        {
            uniform token info:id = "UsdPrimvarReader_float2"
            string inputs:varname = "st"
            float2 outputs:result
        }

        def Shader "texture"
        {
            uniform token info:id = "UsdUVTexture"
            asset inputs:file = @${TEXTURE}@
            float2 inputs:st.connect = </model/material/reader.outputs:result>
            token inputs:sourceColorSpace = "sRGB"
            token inputs:wrapS = "repeat"
            token inputs:wrapT = "repeat"
            float3 outputs:rgb
        }
`;

const vertexValues = (name: string, values: string): string => `        ${name} = [${values}] (
            interpolation = "vertex"
        )
`;

function tuples(values: Float32Array, size: number): string {
  const parts: string[] = [];
  for (let i = 0; i < values.length; i += size) parts.push(`(${Array.from(values.subarray(i, i + size), (value) => Number(value.toFixed(6))).join(", ")})`);
  return parts.join(", ");
}

/** glTF's v runs down, USD's up. */
const upwards = (uvs: Float32Array): Float32Array => uvs.map((value, i) => (i % 2 === 0 ? value : 1 - value));

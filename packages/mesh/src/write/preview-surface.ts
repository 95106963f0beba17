import type { TextureFiles } from "../images/texture-files.ts";
import type { Material, TextureUse } from "../model.ts";
import { uvSetOf } from "../texture-uses.ts";
import { decimal } from "./text-chunks.ts";

interface Input {
  name: string;
  type: string;
  use: TextureUse;
  /** Of the texture's shader: `rgb` or one channel. */
  output: "rgb" | "r" | "g" | "b" | "a";
  space: "sRGB" | "raw";
  scale?: readonly number[];
  bias?: readonly number[];
}

/**
 * A material as a UsdPreviewSurface ("USD Preview Surface Specification" 2.6), whose metallic-roughness model is that of glTF. Each input that is a
 * picture has a reader of its own, with the factor as its scale; channels are taken from the picture as they are.
 *
 * @param path of the material, such as `/vase/Materials/red`
 * @param isColored The diffuse colour is that of the vertices, in which the material's own is worked in.
 */
export async function previewSurface(path: string, material: Material, isColored: boolean, files: TextureFiles): Promise<string> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const inputs = inputsOf(material);
  const surface = [...plainInputs(material, new Set(inputs.map((input) => input.name)), isColored)];
  if (isColored) surface.push(`color3f inputs:diffuseColor.connect = <${path}/colors.outputs:result>`);
  for (const input of inputs) surface.push(`${input.type} inputs:${input.name}.connect = <${path}/${input.name}.outputs:${input.output}>`);
  const shaders = [shader("surface", "UsdPreviewSurface", [...surface, "token outputs:surface"])];
  for (const set of new Set(inputs.map(({ use }) => uvSetOf(use)))) shaders.push(shader(uvReaderOf(set), "UsdPrimvarReader_float2", [`string inputs:varname = "${primvarOf(set)}"`, "float2 outputs:result"]));
  if (isColored) shaders.push(shader("colors", "UsdPrimvarReader_float3", ['string inputs:varname = "displayColor"', "float3 outputs:result"]));
  for (const input of inputs) shaders.push(shader(input.name, "UsdUVTexture", textureLines(path, input, (await files.whole(input.use.texture)).path)));
  return `def Material "${name}"${displayName(name, material.name)}\n{\ntoken outputs:surface.connect = <${path}/surface.outputs:surface>\n${shaders.join("")}}\n`;
}

/** What a mesh calls a set of its texture coordinates. */
export const primvarOf = (set: number): string => `st${set || ""}`;

const uvReaderOf = (set: number): string => `uvs${set || ""}`;

/** The name as it is, where the one that USD takes for a path is not. */
export function displayName(identifier: string, name: string, more: readonly string[] = []): string {
  const lines = [...more, ...(name === identifier ? [] : [`displayName = ${quoted(name)}`])];
  return lines.length > 0 ? ` (\n${lines.join("\n")}\n)` : "";
}

function quoted(text: string): string {
  return `"${text.replace(/[\p{Cc}]/gu, " ").replace(/["\\]/g, "\\$&")}"`;
}

function inputsOf({ baseColor, baseColorTexture, metallic, roughness, metallicRoughnessTexture, normalTexture, occlusionTexture, emissive, emissiveTexture, alphaMode }: Material): Input[] {
  const inputs: Input[] = [];
  const add = (input: Input) => inputs.push(input);
  if (baseColorTexture) add({ name: "diffuseColor", type: "color3f", use: baseColorTexture, output: "rgb", space: "sRGB", scale: baseColor });
  if (baseColorTexture && alphaMode !== "opaque") add({ name: "opacity", type: "float", use: baseColorTexture, output: "a", space: "sRGB", scale: baseColor });
  if (metallicRoughnessTexture) {
    add({ name: "roughness", type: "float", use: metallicRoughnessTexture, output: "g", space: "raw", scale: [roughness, roughness, roughness, 1] });
    add({ name: "metallic", type: "float", use: metallicRoughnessTexture, output: "b", space: "raw", scale: [metallic, metallic, metallic, 1] });
  }
  if (normalTexture) {
    const { scale } = normalTexture;
    add({ name: "normal", type: "normal3f", use: normalTexture, output: "rgb", space: "raw", scale: [2 * scale, 2 * scale, 2, 1], bias: [-scale, -scale, -1, 0] });
  }
  if (occlusionTexture) {
    const { strength } = occlusionTexture;
    add({ name: "occlusion", type: "float", use: occlusionTexture, output: "r", space: "raw", scale: [strength, strength, strength, 1], bias: [1 - strength, 1 - strength, 1 - strength, 0] });
  }
  if (emissiveTexture) add({ name: "emissiveColor", type: "color3f", use: emissiveTexture, output: "rgb", space: "sRGB", scale: [...emissive, 1] });
  return inputs;
}

function plainInputs({ baseColor, metallic, roughness, emissive, alphaMode, alphaCutoff }: Material, textured: ReadonlySet<string>, isColored: boolean): string[] {
  const [red, green, blue, alpha] = baseColor;
  const all: [string, string, string][] = [["color3f", "emissiveColor", tuple(emissive)], ["float", "metallic", decimal(metallic)], ["float", "roughness", decimal(roughness)]];
  if (!isColored) all.push(["color3f", "diffuseColor", tuple([red, green, blue])]);
  if (alphaMode !== "opaque") all.push(["float", "opacity", decimal(alpha)]);
  if (alphaMode === "mask") all.push(["float", "opacityThreshold", decimal(alphaCutoff)]);
  return all.filter(([, name]) => !textured.has(name)).map(([type, name, value]) => `${type} inputs:${name} = ${value}`);
}

function textureLines(path: string, { use, output, space, scale, bias }: Input, file: string): string[] {
  return [
    `asset inputs:file = @textures/${file}@`,
    `float2 inputs:st.connect = <${path}/${uvReaderOf(uvSetOf(use))}.outputs:result>`,
    `token inputs:sourceColorSpace = "${space}"`,
    `token inputs:wrapS = "${use.wrapS}"`,
    `token inputs:wrapT = "${use.wrapT}"`,
    ...(scale?.some((value) => value !== 1) ? [`float4 inputs:scale = ${tuple(scale)}`] : []),
    ...(bias?.some((value) => value !== 0) ? [`float4 inputs:bias = ${tuple(bias)}`] : []),
    `${output === "rgb" ? "float3" : "float"} outputs:${output}`,
  ];
}

function shader(name: string, id: string, lines: readonly string[]): string {
  return `def Shader "${name}"\n{\nuniform token info:id = "${id}"\n${lines.join("\n")}\n}\n`;
}

const tuple = (values: readonly number[]) => `(${values.map((value) => decimal(value)).join(", ")})`;

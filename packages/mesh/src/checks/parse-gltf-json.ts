import * as z from "zod/mini";
import type { GlbLimits } from "./glb-limits.ts";
import { InvalidGlbError } from "./invalid-glb-error.ts";

const index = z.int().check(z.minimum(0));
const count = z.int().check(z.minimum(0));
const extensions = z.optional(z.record(z.string(), z.unknown()));

const primitiveSchema = z.object({ attributes: z.record(z.string(), index), indices: z.optional(index), material: z.optional(index), targets: z.optional(z.array(z.record(z.string(), index))), mode: z.optional(z.int()), extensions });
const sparseSchema = z.object({ count, indices: z.object({ bufferView: index, byteOffset: z.optional(count), componentType: z.int() }), values: z.object({ bufferView: index, byteOffset: z.optional(count) }) });

/** As much of glTF 2.0 as the limits are about; whether the rest keeps to the rules is for the validator to say. */
const gltfSchema = z.object({
  asset: z.optional(z.object({ version: z.string() })),
  scene: z.optional(index),
  scenes: z.optional(z.array(z.object({ nodes: z.optional(z.array(index)) }))),
  skins: z.optional(z.array(z.object({ joints: z.array(index), skeleton: z.optional(index), inverseBindMatrices: z.optional(index) }))),
  animations: z.optional(z.array(z.object({ channels: z.array(z.object({ sampler: index, target: z.object({ node: z.optional(index) }) })), samplers: z.array(z.object({ input: index, output: index })) }))),
  cameras: z.optional(z.array(z.unknown())),
  samplers: z.optional(z.array(z.unknown())),
  extensionsUsed: z.optional(z.array(z.string())),
  extensionsRequired: z.optional(z.array(z.string())),
  buffers: z.optional(z.array(z.object({ uri: z.optional(z.string()), byteLength: count, extensions }))),
  bufferViews: z.optional(z.array(z.object({ buffer: index, byteOffset: z.optional(count), byteLength: count, byteStride: z.optional(count), extensions }))),
  accessors: z.optional(z.array(z.object({ bufferView: z.optional(index), byteOffset: z.optional(count), componentType: z.int(), count, type: z.string(), sparse: z.optional(sparseSchema) }))),
  meshes: z.optional(z.array(z.object({ primitives: z.array(primitiveSchema) }))),
  nodes: z.optional(z.array(z.object({ mesh: z.optional(index), skin: z.optional(index), camera: z.optional(index), children: z.optional(z.array(index)), extensions }))),
  images: z.optional(z.array(z.object({ uri: z.optional(z.string()), bufferView: z.optional(index), extensions }))),
  materials: z.optional(z.array(z.unknown())),
  textures: z.optional(z.array(z.object({ source: z.optional(index), sampler: z.optional(index), extensions }))),
});
export type Gltf = z.infer<typeof gltfSchema>;
export type GltfPrimitive = z.infer<typeof primitiveSchema>;

/** @throws InvalidGlbError for what is no JSON, too deep, or not of glTF's form. */
export function parseGltfJson(json: string, { maxJsonDepth }: Pick<GlbLimits, "maxJsonDepth">): Gltf {
  checkDepth(json, maxJsonDepth);
  const parsed = gltfSchema.safeParse(parse(json));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: "" };
  throw new InvalidGlbError("invalid", `${path.slice(0, 6).join(".").slice(0, 80) || "The JSON"} is not as glTF has it: ${message.slice(0, 120)}`);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InvalidGlbError("damaged", "What should be JSON is none.", { cause: error });
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Readers that call themselves for each level would run out of stack, ours and the browser's. */
function checkDepth(json: string, maxDepth: number): void {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (quoted) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (OPENING.has(code)) {
      if ((depth += 1) > maxDepth) throw new InvalidGlbError("limit", `The JSON is more than ${maxDepth} levels deep.`);
    } else if (CLOSING.has(code)) depth -= 1;
  }
}

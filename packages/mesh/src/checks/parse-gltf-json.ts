import { z } from "zod";
import type { GlbLimits } from "./glb-limits.ts";
import { InvalidGlbError } from "./invalid-glb-error.ts";

const index = z.int().min(0);
const count = z.int().min(0);
const extensions = z.record(z.string(), z.unknown()).optional();

const primitiveSchema = z.object({ attributes: z.record(z.string(), index), indices: index.optional(), material: index.optional(), targets: z.array(z.record(z.string(), index)).optional(), mode: z.int().optional(), extensions });
const sparseSchema = z.object({ count, indices: z.object({ bufferView: index, byteOffset: count.optional(), componentType: z.int() }), values: z.object({ bufferView: index, byteOffset: count.optional() }) });

/** As much of glTF 2.0 as the limits are about; whether the rest keeps to the rules is for the validator to say. */
const gltfSchema = z.object({
  asset: z.object({ version: z.string() }).optional(),
  scene: index.optional(),
  scenes: z.array(z.object({ nodes: z.array(index).optional() })).optional(),
  skins: z.array(z.object({ joints: z.array(index), skeleton: index.optional(), inverseBindMatrices: index.optional() })).optional(),
  animations: z.array(z.object({ channels: z.array(z.object({ sampler: index, target: z.object({ node: index.optional() }) })), samplers: z.array(z.object({ input: index, output: index })) })).optional(),
  cameras: z.array(z.unknown()).optional(),
  samplers: z.array(z.unknown()).optional(),
  extensionsUsed: z.array(z.string()).optional(),
  extensionsRequired: z.array(z.string()).optional(),
  buffers: z.array(z.object({ uri: z.string().optional(), byteLength: count, extensions })).optional(),
  bufferViews: z.array(z.object({ buffer: index, byteOffset: count.optional(), byteLength: count, byteStride: count.optional(), extensions })).optional(),
  accessors: z.array(z.object({ bufferView: index.optional(), byteOffset: count.optional(), componentType: z.int(), count, type: z.string(), sparse: sparseSchema.optional() })).optional(),
  meshes: z.array(z.object({ primitives: z.array(primitiveSchema) })).optional(),
  nodes: z.array(z.object({ mesh: index.optional(), skin: index.optional(), camera: index.optional(), children: z.array(index).optional(), extensions })).optional(),
  images: z.array(z.object({ uri: z.string().optional(), bufferView: index.optional(), extensions })).optional(),
  materials: z.array(z.unknown()).optional(),
  textures: z.array(z.object({ source: index.optional(), sampler: index.optional(), extensions })).optional(),
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

/** Formats in which Meshy can write a model. OBJ comes with its MTL. */
export const MESHY_FORMATS = ["glb", "obj", "fbx", "stl", "usdz", "3mf"] as const;
export type MeshyFormat = (typeof MESHY_FORMATS)[number];

/** Fields of Meshy's create request, in our spelling. What is left out has a pinned default, or else is left to Meshy. */
export interface MeshyCreateOptions {
  /** `2k` costs 5 Meshy credits more and needs `meshy-7.1`. Left to Meshy: `standard`. */
  geometryResolution?: "standard" | "2k";
  /** `false` makes a bare mesh, for 20 Meshy credits instead of 30. Default true. */
  shouldTexture?: boolean;
  /** Metallic, roughness and normal maps beside the base colour. Default false. */
  enablePbr?: boolean;
  /** `8k` costs 5 Meshy credits more. Default `2k`. */
  textureResolution?: "2k" | "4k" | "8k";
  /** Words for the texture, at most 600 characters. Left out: by the photos alone. */
  texturePrompt?: string;
  /** A picture for the texture, an `https:` address or a `data:` URI. */
  textureImageUrl?: string;
  /** `false` gives the raw mesh: up to 1.9 million triangles and 34 to 92 MB. Default true. */
  shouldRemesh?: boolean;
  /** Of the remeshed model. Default `triangle`. */
  topology?: "triangle" | "quad";
  /** Of the remeshed model, 100 to 300,000; Meshy may deviate. Default 30,000. */
  targetPolycount?: number;
  /** 1 (ultra) to 4 (low), instead of a count. */
  decimationMode?: 1 | 2 | 3 | 4;
  /** Keep the raw mesh too, as `pre_remeshed_glb`. */
  savePreRemeshedModel?: boolean;
  /** Left to Meshy: true. */
  imageEnhancement?: boolean;
  /** Left to Meshy: true. */
  removeLighting?: boolean;
  /** Refuse pictures that Meshy's moderation objects to. Left to Meshy: false. */
  moderation?: boolean;
  /** `glb` must be among them. Default GLB, FBX, OBJ and USDZ. */
  targetFormats?: readonly MeshyFormat[];
  /** Let Meshy estimate the real height. Left to Meshy: false. */
  autoSize?: boolean;
  /** Left to Meshy: `bottom`. */
  originAt?: "bottom" | "center";
  /** A thumbnail on a transparent ground, as `alpha_thumbnail`. */
  alphaThumbnail?: boolean;
  /** Thumbnails from several sides, as `thumbnail_0` and so on. */
  multiViewThumbnails?: boolean;
}

export type ResolvedMeshyCreateOptions = MeshyCreateOptions & Required<Pick<MeshyCreateOptions, keyof typeof MESHY_CREATE_DEFAULTS>>;

/** Said with every task, so that a change of Meshy's own defaults changes nothing here. */
export const MESHY_CREATE_DEFAULTS = {
  shouldTexture: true,
  enablePbr: false,
  textureResolution: "2k",
  shouldRemesh: true,
  topology: "triangle",
  targetPolycount: 30_000,
  targetFormats: ["glb", "fbx", "obj", "usdz"],
} as const satisfies MeshyCreateOptions;

export const MAX_PROMPT_CHARACTERS = 600;
const POLYCOUNT = { min: 100, max: 300_000 } as const;
export const MESHY_MAX_POLYCOUNT = POLYCOUNT.max;
/** Photos of one request; source: Meshy API, multi-image to 3D. */
export const MESHY_MAX_VIEWS = 4;

/** Models of Meshy's with the fine geometry. */
const FINE_MODELS = ["meshy-7.1", "latest"];

const isFlag = (value: unknown): boolean => typeof value === "boolean";
const isOneOf = (...words: readonly unknown[]) => (value: unknown): boolean => words.includes(value);

const RULES: Record<keyof MeshyCreateOptions, { holds: (value: unknown) => boolean; says: string }> = {
  geometryResolution: { holds: isOneOf("standard", "2k"), says: "standard or 2k" },
  shouldTexture: { holds: isFlag, says: "true or false" },
  enablePbr: { holds: isFlag, says: "true or false" },
  textureResolution: { holds: isOneOf("2k", "4k", "8k"), says: "2k, 4k or 8k" },
  texturePrompt: { holds: (value) => typeof value === "string" && value.length > 0 && value.length <= MAX_PROMPT_CHARACTERS, says: `a text of 1 to ${MAX_PROMPT_CHARACTERS} characters` },
  textureImageUrl: { holds: (value) => typeof value === "string" && /^(https:\/\/|data:image\/(png|jpe?g);base64,)/.test(value), says: "an https address, or a data URI of a PNG or JPEG" },
  shouldRemesh: { holds: isFlag, says: "true or false" },
  topology: { holds: isOneOf("triangle", "quad"), says: "triangle or quad" },
  targetPolycount: { holds: (value) => Number.isInteger(value) && Number(value) >= POLYCOUNT.min && Number(value) <= POLYCOUNT.max, says: `a whole number from ${POLYCOUNT.min} to ${POLYCOUNT.max}` },
  decimationMode: { holds: isOneOf(1, 2, 3, 4), says: "1, 2, 3 or 4" },
  savePreRemeshedModel: { holds: isFlag, says: "true or false" },
  imageEnhancement: { holds: isFlag, says: "true or false" },
  removeLighting: { holds: isFlag, says: "true or false" },
  moderation: { holds: isFlag, says: "true or false" },
  targetFormats: { holds: areFormats, says: `some of ${MESHY_FORMATS.join(", ")}, glb among them` },
  autoSize: { holds: isFlag, says: "true or false" },
  originAt: { holds: isOneOf("bottom", "center"), says: "bottom or center" },
  alphaThumbnail: { holds: isFlag, says: "true or false" },
  multiViewThumbnails: { holds: isFlag, says: "true or false" },
};

function areFormats(value: unknown): boolean {
  return Array.isArray(value) && value.includes("glb") && new Set(value).size === value.length && value.every((format) => MESHY_FORMATS.includes(format));
}

/** Fills in the defaults. `mustBe` throws for what is out of range, or would do nothing or be refused beside another option. */
export function checkCreateOptions(options: MeshyCreateOptions, aiModel: string, mustBe: (condition: boolean, what: string) => void): ResolvedMeshyCreateOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as MeshyCreateOptions;
  for (const [name, value] of Object.entries(given)) {
    mustBe(Object.hasOwn(RULES, name), `there is no \`create.${name}\`.`);
    const { holds, says } = RULES[name as keyof MeshyCreateOptions];
    mustBe(holds(value), `\`create.${name}\` must be ${says}.`);
  }
  const onlyWith = (other: string, names: readonly (keyof MeshyCreateOptions)[]) => {
    const name = names.find((one) => given[one]);
    mustBe(name === undefined, `\`create.${name}\` does nothing where \`create.${other}\` is false. Leave one of them out.`);
  };
  if (given.shouldTexture === false) onlyWith("shouldTexture", ["enablePbr", "textureResolution", "texturePrompt", "textureImageUrl"]);
  if (given.shouldRemesh === false) onlyWith("shouldRemesh", ["topology", "targetPolycount", "decimationMode", "savePreRemeshedModel"]);
  mustBe(!given.texturePrompt || !given.textureImageUrl, "`create.textureImageUrl` does nothing beside `create.texturePrompt`. Leave one of them out.");
  mustBe(!given.decimationMode || !given.targetPolycount, "`create.targetPolycount` does nothing beside `create.decimationMode`. Leave one of them out.");
  mustBe(given.geometryResolution !== "2k" || FINE_MODELS.includes(aiModel), "`create.geometryResolution` 2k needs `aiModel` meshy-7.1.");
  return { ...MESHY_CREATE_DEFAULTS, ...given };
}

import { describe, expect, it } from "vitest";
import { buildCreateBody, costOfModel } from "./build-create-body.ts";
import type { MeshyCreateOptions } from "./meshy-create-options.ts";
import { MESHY_PROVIDER_DEFAULTS, resolveMeshyProviderOptions, type MeshyProviderOptions } from "./meshy-provider-options.ts";

const KEY = "msy_a-key-that-is-secret";
const resolve = (options: Partial<MeshyProviderOptions> = {}) => resolveMeshyProviderOptions({ apiKey: KEY, ...options });
const IMAGES = ["https://shop.example/front.jpg", "https://shop.example/back.jpg"];

function build(create: MeshyCreateOptions = {}, options: Parameters<typeof buildCreateBody>[0]["options"] = {}) {
  const { aiModel, create: resolved } = resolve({ create });
  return buildCreateBody({ imageUrls: IMAGES, aiModel, create: resolved, options });
}

describe("what a task is created with", () => {
  it("is said explicitly where Meshy's own defaults have moved", () => {
    expect(build()).toEqual({
      image_urls: IMAGES,
      ai_model: "meshy-7.1",
      should_texture: true,
      enable_pbr: false,
      texture_resolution: "2k",
      should_remesh: true,
      topology: "triangle",
      target_polycount: 30_000,
      target_formats: ["glb", "fbx", "obj", "usdz"],
    });
  });

  it("is all that the host says", () => {
    const create = {
      geometryResolution: "2k", enablePbr: true, textureResolution: "4k", texturePrompt: "oiled oak", shouldRemesh: true, topology: "quad", decimationMode: 2, savePreRemeshedModel: true, imageEnhancement: false,
      removeLighting: false, moderation: true, targetFormats: ["glb", "stl"], autoSize: true, originAt: "center", alphaThumbnail: true, multiViewThumbnails: true,
    } as const satisfies MeshyCreateOptions;
    expect(build(create)).toEqual({
      image_urls: IMAGES, ai_model: "meshy-7.1", geometry_resolution: "2k", should_texture: true, enable_pbr: true, texture_resolution: "4k", texture_prompt: "oiled oak", should_remesh: true, topology: "quad", decimation_mode: 2,
      save_pre_remeshed_model: true, image_enhancement: false, remove_lighting: false, moderation: true, target_formats: ["glb", "stl"], auto_size: true, origin_at: "center", alpha_thumbnail: true, multi_view_thumbnails: true,
    });
  });

  it("is what the request says, before what the host says", () => {
    expect(build({ enablePbr: true, textureResolution: "4k", textureImageUrl: "https://shop.example/oak.png", decimationMode: 1 }, { pbr: false, textureResolution: "8k", texturePrompt: "walnut", targetPolycount: 5000 })).toMatchObject({
      enable_pbr: false, texture_resolution: "8k", texture_prompt: "walnut", target_polycount: 5000,
    });
    expect(build({ textureImageUrl: "https://shop.example/oak.png" }, { texturePrompt: "walnut" })).not.toHaveProperty("texture_image_url");
    expect(build({ decimationMode: 1 }, { targetPolycount: 5000 })).not.toHaveProperty("decimation_mode");
    expect(build({ shouldTexture: false }, { texture: true, pbr: true })).toMatchObject({ should_texture: true, enable_pbr: true, texture_resolution: "2k" });
    expect(build({ shouldRemesh: false }, { targetPolycount: 5000 })).toMatchObject({ should_remesh: true, target_polycount: 5000, topology: "triangle" });
  });

  it("has no field that Meshy would refuse or ignore", () => {
    const bare = build({ enablePbr: true, textureResolution: "8k", texturePrompt: "oak" }, { texture: false, pbr: true, texturePrompt: "walnut", textureResolution: "4k" });
    expect(Object.keys(bare).filter((name) => name.includes("texture") || name.includes("pbr"))).toEqual(["should_texture"]);
    expect(build({ shouldRemesh: false })).toMatchObject({ should_remesh: false });
    expect(Object.keys(build({ shouldRemesh: false })).filter((name) => /topology|polycount|decimation|remeshed/.test(name))).toEqual([]);
  });
});

describe("what a model costs", () => {
  it.each([
    [{}, {}, 30],
    [{}, { texture: false, textureResolution: "8k" }, 20],
    [{ textureResolution: "4k" }, {}, 30],
    [{}, { textureResolution: "8k" }, 35],
    [{ textureResolution: "8k", geometryResolution: "2k" }, {}, 40],
    [{ geometryResolution: "2k" }, { texture: false }, 25],
  ] as const)("%j, asked for %j: %i Meshy credits", (create, options, amount) => {
    expect(costOfModel(resolve({ create }).create, options)).toEqual({ amount, unit: "Meshy credits" });
  });
});

describe("options", () => {
  it("have defaults, and take an origin with or without a slash", () => {
    expect(resolve()).toEqual({ ...MESHY_PROVIDER_DEFAULTS, apiKey: KEY });
    expect(resolve({ baseUrl: "http://127.0.0.1:4010/", limits: { openTasks: 50 } })).toMatchObject({ baseUrl: "http://127.0.0.1:4010", limits: { requestsPerSecond: 20, openTasks: 50 } });
    for (const baseUrl of ["http://localhost:4010", "http://[::1]:4010", "https://gateway.example"]) expect(resolve({ baseUrl }).baseUrl).toBe(baseUrl);
  });

  it.each<[string, Partial<MeshyProviderOptions>]>([
    ["apiKey", { apiKey: "" }],
    ["apiKey", { apiKey: "msy_a key\r\nx: y" }],
    ["apiKey", { apiKey: undefined as unknown as string }],
    ["baseUrl", { baseUrl: "http://api.meshy.ai" }],
    ["baseUrl", { baseUrl: "http://127.0.0.1.evil.example" }],
    ["baseUrl", { baseUrl: "https://api.meshy.ai/openapi" }],
    ["baseUrl", { baseUrl: "https://u:p@api.meshy.ai" }],
    ["baseUrl", { baseUrl: "meshy" }],
    ["webhookSecrets", { webhookSecrets: ["short"] }],
    ["webhookSecrets", { webhookSecrets: ["a secret with spaces"] }],
    ["webhookSecrets", { webhookSecrets: "not-a-list" as unknown as string[] }],
    ["acceptSecretInQuery", { acceptSecretInQuery: "yes" as unknown as boolean }],
    ["aiModel", { aiModel: "Meshy 7" }],
    ["images", { images: "fax" as "link" }],
    ["limits.requestsPerSecond", { limits: { requestsPerSecond: 0 } }],
    ["limits.openTasks", { limits: { openTasks: 1.5 } }],
    ["fileLifeMs", { fileLifeMs: 0 }],
    ["createTimeoutMs", { createTimeoutMs: Number.NaN }],
    ["create.targetFormats", { create: { targetFormats: ["obj"] } }],
    ["create.targetFormats", { create: { targetFormats: ["glb", "glb"] } }],
    ["create.targetPolycount", { create: { targetPolycount: 99 } }],
    ["create.texturePrompt", { create: { texturePrompt: "x".repeat(601) } }],
    ["create.textureImageUrl", { create: { textureImageUrl: "http://shop.example/oak.png" } }],
    ["create.decimationMode", { create: { decimationMode: 5 as 4 } }],
    ["create.symmetryMode", { create: { symmetryMode: "on" } as MeshyCreateOptions }],
    ["create.shouldTexture", { create: { shouldTexture: false, enablePbr: true } }],
    ["create.shouldTexture", { create: { shouldTexture: false, textureResolution: "8k" } }],
    ["create.shouldRemesh", { create: { shouldRemesh: false, topology: "quad" } }],
    ["create.shouldRemesh", { create: { shouldRemesh: false, savePreRemeshedModel: true } }],
    ["create.textureImageUrl", { create: { texturePrompt: "oak", textureImageUrl: "https://shop.example/oak.png" } }],
    ["create.decimationMode", { create: { decimationMode: 1, targetPolycount: 500 } }],
    ["create.geometryResolution", { aiModel: "meshy-6", create: { geometryResolution: "2k" } }],
  ])("name `%s` when it can't work", (name, options) => {
    expect(() => resolve(options)).toThrow(TypeError);
    expect(() => resolve(options)).toThrow(`\`${name}\``);
    expect(() => resolve(options)).not.toThrow(KEY);
  });
});

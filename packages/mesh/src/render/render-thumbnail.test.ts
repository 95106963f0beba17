import { beforeAll, describe, expect, it } from "vitest";
import { boxArrays } from "../../test/make-glb.ts";
import { ballOf, modelOf } from "../../test/measure.ts";
import { encodePng, pngCodec } from "../../test/png-codec.ts";
import type { Pixels } from "../images/image-codec.ts";
import type { Material, Model, Part, Texture, Vector3 } from "../model.ts";
import { makeThumbnails, renderThumbnail } from "./render-thumbnail.ts";
import { renderTurntable } from "./render-turntable.ts";

const [{ materials: [PLAIN] }] = [modelOf([], [])] as unknown as [{ materials: [Material] }];
const LEFT_UP = { width: 64, height: 64, azimuth: 0, elevation: 0, shadow: 0, codec: pngCodec } as const;

/** A cube of one metre about a place. */
function boxAt([x, y, z]: Vector3, material: number, size: Vector3 = [1, 1, 1]): Part {
  const { positions, normals, uvs, indices } = boxArrays();
  const moved = positions.map((value, at) => value * size[at % 3]! + [x, y, z][at % 3]!);
  return { name: "box", material, positions: moved, normals, uvs, colors: null, indices: Uint32Array.from(indices) };
}

const painted = (parts: Part[], materials: Partial<Material>[], textures: Texture[] = []): Model => ({ name: "model", parts, materials: materials.map((material) => ({ ...PLAIN, ...material })), textures, dropped: new Set() });

function pixelAt({ width, data }: Pixels, column: number, row: number): number[] {
  return [...data.subarray(4 * (row * width + column), 4 * (row * width + column) + 4)];
}

/** Red, green, blue or white by which of them stand out. */
function hueOf([red = 0, green = 0, blue = 0, alpha = 0]: number[]): string {
  if (alpha < 128) return "none";
  const most = Math.max(red, green, blue);
  return [red, green, blue].map((value) => (value > 0.75 * most ? 1 : 0)).join("");
}

const [RED, GREEN, BLUE, YELLOW] = ["100", "010", "001", "110"];

/** Red, green / blue, yellow, as the picture has them from the upper left on. */
let quarters: Texture;
beforeAll(() => {
  const colours = [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255], [255, 255, 0, 0]];
  const data = Uint8Array.from({ length: 4 * 64 }, (_, at) => colours[(Math.floor(at / 4) % 8 < 4 ? 0 : 1) + (at / 4 < 32 ? 0 : 2)]![at % 4]!);
  quarters = { name: "quarters", type: "image/png", bytes: encodePng({ width: 8, height: 8, data }), width: 8, height: 8 };
});

const QUARTERS = { baseColorTexture: { texture: 0, wrapS: "repeat", wrapT: "repeat" } } as const;
/** A square that looks at the viewer, with its picture upright. */
const square = (material: number, z = 0, size = 1): Part => ({
  name: "square", material, normals: null, colors: null,
  positions: Float32Array.from([[-1, -1], [1, -1], [1, 1], [-1, 1]].flatMap(([x, y]) => [x! * size, y! * size, z])),
  uvs: Float32Array.from([0, 1, 1, 1, 1, 0, 0, 0]), indices: Uint32Array.from([0, 1, 2, 0, 2, 3]),
}); // prettier-ignore

describe("a thumbnail", () => {
  it("has the model in its middle, as large as the margin lets it, and nothing around it", async () => {
    for (const size of [[1, 1, 1], [4, 0.5, 1], [0.2, 3, 0.2]] as Vector3[]) {
      const picture = await renderThumbnail(painted([boxAt([7, -3, 2], 0, size)], [{ baseColor: [1, 0, 0, 1] }]), { width: 96, height: 64, margin: 0.1, azimuth: 40, elevation: 25, shadow: 0 });
      const covered = Array.from({ length: 96 * 64 }, (_, at) => at).filter((at) => picture.data[4 * at + 3]! > 0);
      const [columns, rows] = [covered.map((at) => at % 96), covered.map((at) => Math.floor(at / 96))];
      const [left, right, top, bottom] = [Math.min(...columns), 95 - Math.max(...columns), Math.min(...rows), 63 - Math.max(...rows)];
      expect(Math.min(left - 9.6, top - 6.4), size.join()).toBeGreaterThan(-1.5);
      expect(Math.min(left - 9.6, top - 6.4)).toBeLessThan(1.5);
      expect([Math.abs(left - right) <= 2, Math.abs(top - bottom) <= 2]).toEqual([true, true]);
      expect(hueOf(pixelAt(picture, 48, 32))).toBe(RED);
      expect(pixelAt(picture, 0, 0)).toEqual([0, 0, 0, 0]);
    }
  });

  it("shows the texture upright and the right way round, from the side that was asked for", async () => {
    const model = painted([square(0)], [QUARTERS], [quarters]);
    const picture = await renderThumbnail(model, LEFT_UP);
    expect([[20, 20], [44, 20], [20, 44], [44, 44]].map(([column, row]) => hueOf(pixelAt(picture, column!, row!)))).toEqual([RED, GREEN, BLUE, YELLOW]);
    const sides = painted([boxAt([0, 0, 0.6], 0), boxAt([0.6, 0, 0], 1), boxAt([0, 0.6, 0], 2)], [{ baseColor: [1, 0, 0, 1] }, { baseColor: [0, 1, 0, 1] }, { baseColor: [0, 0, 1, 1] }]);
    const seen = await Promise.all([{}, { azimuth: 90 }, { elevation: 90 }].map(async (view) => hueOf(pixelAt(await renderThumbnail(sides, { ...LEFT_UP, ...view }), 32, 34))));
    expect(seen).toEqual([RED, GREEN, BLUE]);
  });

  it("puts what is near before what is far, whichever comes first, and no back of what has none", async () => {
    const colours = [{ baseColor: [1, 0, 0, 1] }, { baseColor: [0, 1, 0, 1] }] as Partial<Material>[];
    for (const parts of [[square(0, 0), square(1, 1, 0.5)], [square(1, 1, 0.5), square(0, 0)]]) {
      const picture = await renderThumbnail(painted(parts, colours), LEFT_UP);
      expect([hueOf(pixelAt(picture, 32, 32)), hueOf(pixelAt(picture, 8, 32))]).toEqual([GREEN, RED]);
    }
    const behind = { ...LEFT_UP, azimuth: 180 };
    expect(pixelAt(await renderThumbnail(painted([square(0)], [colours[0]!]), behind), 32, 32)[3]).toBe(0);
    expect(hueOf(pixelAt(await renderThumbnail(painted([square(0)], [{ ...colours[0], isDoubleSided: true }]), behind), 32, 32))).toBe(RED);
  });

  it("has holes where alpha says so, and lets what is behind shine through", async () => {
    const back = { baseColor: [0, 0, 1, 1] } as const;
    const mask = painted([square(0), square(1, -1, 2)], [{ ...QUARTERS, alphaMode: "mask" }, back], [quarters]);
    const holed = await renderThumbnail(mask, LEFT_UP);
    expect([hueOf(pixelAt(holed, 26, 26)), hueOf(pixelAt(holed, 38, 38))]).toEqual([RED, BLUE]);
    const pane = await renderThumbnail(painted([square(0), square(1, -1, 2)], [{ baseColor: [1, 0, 0, 0.5], alphaMode: "blend", roughness: 1 }, back]), LEFT_UP);
    const [red = 0, , blue = 0, alpha] = pixelAt(pane, 32, 32);
    expect([red > 60, blue > 60, alpha]).toEqual([true, true, 255]);
    const alone = await renderThumbnail(painted([square(0)], [{ baseColor: [1, 0, 0, 0.5], alphaMode: "blend" }]), LEFT_UP);
    expect(pixelAt(alone, 32, 32)[3]).toBe(128);
  });

  it("shows colours of vertices, glow, and things without light as they are", async () => {
    const coloured: Part = { ...square(0), colors: Float32Array.from([0, 1, 2, 3].flatMap(() => [0, 1, 0, 1])) };
    expect(hueOf(pixelAt(await renderThumbnail(painted([coloured], [{}]), LEFT_UP), 32, 32))).toBe(GREEN);
    expect(hueOf(pixelAt(await renderThumbnail(painted([square(0)], [{ baseColor: [0, 0, 0, 1], emissive: [0, 0, 2] }]), LEFT_UP), 32, 32))).toBe(BLUE);
    const flat = pixelAt(await renderThumbnail(painted([square(0)], [{ baseColor: [0.5, 0.5, 0.5, 1], extensions: ["KHR_materials_unlit"] }]), LEFT_UP), 32, 32);
    expect(flat[0]).toBeGreaterThan(175);
    expect(flat[0]).toBeLessThan(190);
  });

  it("makes rough and shiny things, and bumps, look like that", async () => {
    const look = async (material: Partial<Material>, textures: Texture[] = []) => {
      const { data } = await renderThumbnail(painted([{ ...ballOf(24).parts[0]!, normals: ballOf(24).parts[0]!.positions, uvs: null }], [{ baseColor: [0.2, 0.2, 0.2, 1], ...material }], textures), LEFT_UP);
      const greys = Array.from({ length: 64 * 64 }, (_, at) => at).filter((at) => data[4 * at + 3] === 255).map((at) => data[4 * at]!);
      return Math.max(...greys) - Math.min(...greys);
    };
    const [rough, shiny] = [await look({ roughness: 1 }), await look({ roughness: 0.1, metallic: 1 })];
    expect(shiny).toBeGreaterThan(1.5 * rough);
    const bent: Texture = { ...quarters, bytes: encodePng({ width: 1, height: 1, data: Uint8Array.from([128, 235, 200, 255]) }), width: 1, height: 1 };
    const upwards = { baseColor: [0.5, 0.5, 0.5, 1], normalTexture: { texture: 0, wrapS: "repeat", wrapT: "repeat", scale: 1 } } as const;
    const [bright, dark] = await Promise.all([1, -1].map(async (scale) => pixelAt(await renderThumbnail(painted([square(0)], [{ ...upwards, normalTexture: { ...upwards.normalTexture, scale } }], [bent]), LEFT_UP), 32, 32)[0]!));
    expect(bright).toBeGreaterThan(dark! + 10);
  });

  it("lays each picture by the coordinates that it goes by", async () => {
    // Turned half around.
    const turned: Part = { ...square(0), moreUvs: [square(0).uvs!.map((value) => 1 - value)] };
    const glow = { baseColor: [0, 0, 0, 1], emissive: [1, 1, 1], emissiveTexture: { ...QUARTERS.baseColorTexture, uvSet: 1 } } as const;
    const picture = await renderThumbnail(painted([turned], [glow], [quarters]), LEFT_UP);
    expect([[26, 26], [38, 26], [26, 38], [38, 38]].map(([column, row]) => hueOf(pixelAt(picture, column!, row!)))).toEqual([YELLOW, BLUE, GREEN, RED]);
    const bent: Texture = { ...quarters, bytes: encodePng({ width: 1, height: 1, data: Uint8Array.from([128, 235, 200, 255]) }), width: 1, height: 1 };
    const [upwards, downwards] = await Promise.all([0, 1].map(async (uvSet) => pixelAt(await renderThumbnail(painted([turned], [{ baseColor: [0.5, 0.5, 0.5, 1], normalTexture: { texture: 0, wrapS: "repeat", wrapT: "repeat", scale: 1, uvSet } }], [bent]), LEFT_UP), 32, 32)[0]!));
    expect(upwards).toBeGreaterThan(downwards! + 10);
  });

  it("has a shadow on the ground and a background, when they are wanted", async () => {
    const model = painted([boxAt([0, 0, 0], 0)], [{}]);
    const below = async (shadow: number) => {
      const { data } = await renderThumbnail(model, { width: 64, height: 64, elevation: 30, shadow });
      return Array.from({ length: 64 * 64 }, (_, at) => data[4 * at + 3]!).filter((alpha) => alpha > 8 && alpha < 140).length;
    };
    expect(await below(0.5)).toBeGreaterThan(2 * (await below(0)));
    const picture = await renderThumbnail(model, { width: 64, height: 64, background: [10, 200, 30], shadow: 0 });
    expect(pixelAt(picture, 0, 0)).toEqual([10, 200, 30, 255]);
  });

  it("is the same each time, does without textures that nothing reads, and tells how far it is", async () => {
    const model = painted([square(0)], [QUARTERS], [quarters]);
    const told: number[] = [];
    expect(await renderThumbnail(model, { ...LEFT_UP, onProgress: (share) => told.push(share) })).toEqual(await renderThumbnail(model, LEFT_UP));
    expect([told.at(-1), told.every((share, at) => share > (told[at - 1] ?? 0))]).toEqual([1, true]);
    expect(hueOf(pixelAt(await renderThumbnail(model, { ...LEFT_UP, codec: { ...pngCodec, decode: () => Promise.reject(new Error("no")) } }), 20, 20))).toBe("111");
  });

  it("refuses what cannot be, and stops when it is told to", async () => {
    const model = painted([square(0)], [{}]);
    for (const options of [{ width: 0 }, { height: 9000 }, { elevation: 91 }, { margin: 0.5 }, { shadow: 2 }, { fieldOfView: 0 }, { background: [0, 0, 300] as const }]) await expect(renderThumbnail(model, options)).rejects.toMatchObject({ code: "option" });
    await expect(renderThumbnail(modelOf([], []))).rejects.toMatchObject({ code: "no_triangles" });
    await expect(renderThumbnail(model, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    const controller = new AbortController();
    const late = renderThumbnail(model, { width: 512, height: 512, signal: controller.signal, onProgress: (share) => share > 0.3 && controller.abort(new Error("later")) });
    await expect(late).rejects.toThrow("later");
  });
});

describe("thumbnails in several sizes", () => {
  it("are one picture, encoded", async () => {
    const model = painted([boxAt([0, 0, 0], 0)], [{ baseColor: [1, 0, 0, 1] }]);
    const made = await makeThumbnails(model, { sizes: [64, 16], type: "image/png", codec: pngCodec });
    expect(made.map(({ size, type }) => [size, type])).toEqual([[64, "image/png"], [16, "image/png"]]);
    for (const { size, bytes } of made) {
      const picture = await pngCodec.decode(bytes, "image/png");
      expect([picture.width, picture.height, hueOf(pixelAt(picture, size / 2, size / 2))]).toEqual([size, size, RED]);
    }
    await expect(makeThumbnails(model, { sizes: [], codec: pngCodec })).rejects.toMatchObject({ code: "option" });
  });
});

describe("a turntable", () => {
  it("shows each side in turn, in one picture, without growing or shrinking", async () => {
    const parts = [boxAt([0, 0, 1], 0), boxAt([0, 0, -1], 1), boxAt([1, 0, 0], 2), boxAt([-1, 0, 0], 3)];
    const model = painted(parts, [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]].map(([r, g, b]) => ({ baseColor: [r!, g!, b!, 1] as const })));
    const told: number[] = [];
    const { sprite, frames, columns, rows, width, height } = await renderTurntable(model, { frames: 4, columns: 3, width: 32, height: 24, shadow: 0, elevation: 0, onProgress: (share) => told.push(share) });
    expect([sprite.width, sprite.height, frames, columns, rows, width, height, told]).toEqual([96, 48, 4, 3, 2, 32, 24, [0.25, 0.5, 0.75, 1]]);
    expect([[16, 12], [48, 12], [80, 12], [16, 36]].map(([column, row]) => hueOf(pixelAt(sprite, column!, row!)))).toEqual([RED, BLUE, GREEN, YELLOW]);
    const heightOf = (left: number, top: number) => Array.from({ length: 24 }, (_, row) => pixelAt(sprite, left + 16, top + row)[3]!).filter((alpha) => alpha > 128).length;
    expect(new Set([heightOf(0, 0), heightOf(32, 0), heightOf(64, 0), heightOf(0, 24)]).size).toBe(1);
    await expect(renderTurntable(model, { frames: 0 })).rejects.toMatchObject({ code: "option" });
  });
});

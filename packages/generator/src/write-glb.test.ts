import { validateBytes } from "gltf-validator";
import { describe, expect, it } from "vitest";
import { sphereField } from "../test/fields.ts";
import { chartByView } from "./chart-by-view.ts";
import { sharpCodec } from "./node/sharp-codec.ts";
import { packCharts } from "./pack-charts.ts";
import { surfaceNets } from "./surface-nets.ts";
import { standUpright, writeGlb } from "./write-glb.ts";

describe("writeGlb", () => {
  it("writes a file that the validator has nothing to say about", async () => {
    const mesh = surfaceNets(sphereField(20, 0.6));
    const textured = packCharts(mesh, chartByView(mesh), 256);
    const texture = await sharpCodec.encode({ width: 256, height: 256, data: new Uint8Array(256 * 256 * 4).fill(140) }, "jpeg");
    const glb = await writeGlb(textured, { texture, mimeType: "image/jpeg", name: "ball" });
    const report = await validateBytes(glb);
    expect(report.issues.messages).toEqual([]);
    const json = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + new DataView(glb.buffer, glb.byteOffset).getUint32(12, true))));
    expect(json.asset.generator).toBe("model-3d");
    expect(json.meshes).toHaveLength(1);
    expect(json.meshes[0].primitives).toHaveLength(1);
    expect(Object.keys(json.meshes[0].primitives[0].attributes).sort()).toEqual(["NORMAL", "POSITION", "TEXCOORD_0"]);
    expect(json.materials[0].pbrMetallicRoughness).toMatchObject({ metallicFactor: 0, roughnessFactor: 0.7 });
  });
});

describe("standUpright", () => {
  it("makes the largest side 1, puts the feet on 0 and centres x and z", () => {
    const positions = Float32Array.of(2, 5, -1, 6, 7, -3, 4, 13, -2);
    standUpright(positions);
    expect(positions).toEqual(Float32Array.of(-0.25, 0, 0.125, 0.25, 0.25, -0.125, 0, 1, 0));
  });
});

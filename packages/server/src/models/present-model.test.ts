import { describe, expect, it } from "vitest";
import type { LinkMaker } from "../files/create-link-maker.ts";
import type { ModelRow } from "./model-row.ts";
import { presentModel } from "./present-model.ts";

const LINKS: LinkMaker = { expiresAt: new Date(0), modelFile: (_id, name) => name, sourceImage: (id) => id, proxiedFile: (url) => url };
const ROW = {
  status: "SUCCEEDED",
  modelUrls: { glb: "model.glb", usdz: "model.usdz", usdz_sized: "derived-height-12-cm.usdz" },
  thumbnailUrl: null, textureUrls: [], inputImages: {}, thumbnails: [], turntable: null, report: null, photoMatch: null, createdAt: new Date(0), updatedAt: new Date(0), finishedAt: null,
} as unknown as ModelRow;

describe("the USDZ of a service's model", () => {
  const show = (realSize: ModelRow["realSize"]) => presentModel({ ...ROW, realSize }, LINKS).model_urls;

  it("is the service's own where nobody said how large the thing is", () => {
    expect(show(null)).toEqual({ glb: "model.glb", usdz: "model.usdz" });
  });

  it("is the one of the real size, and none until that is there", () => {
    expect(show({ axis: "height", value: 12, unit: "cm" })).toEqual({ glb: "model.glb", usdz: "derived-height-12-cm.usdz" });
    expect(show({ axis: "height", value: 30, unit: "cm" })).toEqual({ glb: "model.glb" });
  });
});

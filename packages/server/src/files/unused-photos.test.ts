import { DATABASE_KINDS } from "@model-3d/test-utils/database";
import { describe, expect, it } from "vitest";
import { AGES, DAY_MS, OTHER, photo, USER, useFiles } from "./test/use-files.ts";

describe.each(DATABASE_KINDS)("photos that nothing needs, on %s", (kind) => {
  const { bench, asService, pass, makeModel, rowsLeft, filesLeft } = useFiles(kind);

  it("removes photos that no model refers to, when they are old, and no others", async () => {
    const modelId = await makeModel();
    const [used, unused] = [await bench.files.writeFile(photo()), await bench.files.writeFile(photo())];
    await asService(async (trx) => {
      await bench.files.holdSourceImages(trx, { userId: USER, keys: [used.key] });
      await trx("model_input_images").insert({ model_id: modelId, view: "front", file_key: used.key });
    });
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 0 });
    pass(2 * DAY_MS);
    const fresh = await bench.files.writeFile(photo());
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 1 });
    expect(await filesLeft()).toEqual([used.key, fresh.key].sort());
    await expect(asService((trx) => bench.files.holdSourceImages(trx, { userId: USER, keys: [unused.key] }))).rejects.toMatchObject({ code: "invalid_request" });
    await expect(asService((trx) => bench.files.holdSourceImages(trx, { userId: OTHER, keys: [used.key] }))).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("removes a photo that was in use once its model is gone, told or not", async () => {
    const users = [await makeModel(), await makeModel(), await makeModel()];
    const [told = "", untold = ""] = users;
    const { key } = await bench.files.writeFile(photo());
    await asService((trx) => trx("model_input_images").insert(users.map((model_id) => ({ model_id, view: "front", file_key: key }))));
    pass(2 * DAY_MS);
    const remove = (modelId: string, lets: boolean) =>
      asService(async (trx) => {
        if (lets) await bench.files.letGoOfPhotos(trx, modelId);
        await trx("product_3d_models").where({ id: modelId }).delete();
      });
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 0 });
    await remove(told, true);
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 0 });
    await remove(users[2] ?? "", true);
    await remove(untold, false);
    expect(await bench.files.sweep({ ...AGES, looksAtAllPhotos: true })).toEqual({ removed: 1 });
    expect(await rowsLeft()).toEqual([]);

    const modelId = await makeModel();
    const again = await bench.files.writeFile(photo());
    await asService((trx) => trx("model_input_images").insert({ model_id: modelId, view: "front", file_key: again.key }));
    pass(2 * DAY_MS);
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 0 });
    await remove(modelId, false);
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 0 });
    expect(await bench.files.sweep({ ...AGES, looksAtAllPhotos: true })).toEqual({ removed: 1 });
  });

  it.runIf(kind === "postgres")("has a photo looked at again that is let go of while a sweep finds it in use", async () => {
    const modelId = await makeModel();
    const { key } = await bench.files.writeFile(photo());
    await asService((trx) => trx("model_input_images").insert({ model_id: modelId, view: "front", file_key: key }));
    pass(2 * DAY_MS);
    await Promise.all([
      bench.files.sweep(AGES),
      asService(async (trx) => {
        await bench.files.letGoOfPhotos(trx, modelId);
        await trx("product_3d_models").where({ id: modelId }).delete();
      }),
    ]);
    await bench.files.sweep(AGES);
    expect(await rowsLeft()).toEqual([]);
  });

  it.runIf(kind === "postgres")("leaves a photo alone that a request is about to use", async () => {
    const modelId = await makeModel();
    const { key } = await bench.files.writeFile(photo());
    pass(2 * DAY_MS);
    await asService(async (trx) => {
      await bench.files.holdSourceImages(trx, { userId: USER, keys: [key] });
      expect(await bench.files.sweep(AGES)).toEqual({ removed: 0 });
      await trx("model_input_images").insert({ model_id: modelId, view: "front", file_key: key });
    });
    expect(await bench.files.sweep(AGES)).toEqual({ removed: 0 });
    expect(await filesLeft()).toEqual([key]);
  });
});

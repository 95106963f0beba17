import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uploadPhotos } from "../../test/photos.ts";
import { startTestHost, type TestHost } from "../../test/start-test-host.ts";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { runWords } from "./test/run-words.ts";

const LONG_AGO = new Date(2020, 1, 1);

describe("on a server's database and storage", () => {
  let test: TestDatabase;
  let host: TestHost;
  beforeAll(async () => {
    test = await createTestDatabase();
    host = await startTestHost({ database: test.connection });
    await uploadPhotos(host, await host.user());
  });
  afterAll(async () => {
    await host.stop();
    await test.remove();
  });
  const filesIn = async (folder: string) => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sweep = (...words: string[]) => runWords(test, ["storage", "sweep", ...words]);

  it("model-3d storage sweep removes what no row names, leaves what is young or named, and tells what is missing", async () => {
    const [old, young] = [join(host.filesDirectory, "model-files/nobody/old.glb"), join(host.filesDirectory, "model-files/nobody/young.glb")];
    await mkdir(join(host.filesDirectory, "model-files/nobody"), { recursive: true });
    for (const path of [old, young]) await writeFile(path, "nobody's");
    await utimes(old, LONG_AGO, LONG_AGO);
    const before = await filesIn(host.filesDirectory);
    expect((await sweep("--storage", host.filesDirectory, "--dry-run")).printed).toBe("1 files that no row names would be removed.");
    expect(await filesIn(host.filesDirectory)).toEqual(before);
    expect(await sweep("--storage", host.filesDirectory)).toEqual({ code: 0, printed: "1 files that no row names were removed.", complained: "" });
    expect(await filesIn(host.filesDirectory)).toEqual(before.filter((path) => path !== old));
    const [photo = ""] = before.filter((path) => path.includes("source-images"));
    await rm(photo);
    expect(await sweep("--storage", host.filesDirectory)).toMatchObject({ code: 1, printed: expect.stringMatching(/\nmissing {2}source-images\//), complained: expect.stringMatching(/^1 files that rows name are missing\./) });
  });

  it("model-3d storage sweep removes nothing from a storage that may be another's", async () => {
    const other = join(host.filesDirectory, "../other");
    await mkdir(join(other, "model-files"), { recursive: true });
    await writeFile(join(other, "model-files/theirs.glb"), "theirs");
    await utimes(join(other, "model-files/theirs.glb"), LONG_AGO, LONG_AGO);
    expect(await sweep("--storage", other)).toMatchObject({ code: 1, printed: "", complained: expect.stringContaining("it may be another's") });
    expect(await filesIn(other)).toHaveLength(1);
    expect(await sweep()).toMatchObject({ code: 2, complained: expect.stringContaining("--storage is missing") });
  });

  it("model-3d replay finds out whether it is a delivery or an event", async () => {
    const deliveryId = randomUUID();
    const eventId = await test.database.asService(async (trx) => {
      await publishHostEvent(trx, { type: "credits.low", userId: randomUUID(), data: { balance: 1, held: 0, available: 1, lowAt: 20 } });
      const { id } = await trx("host_events").orderBy("number", "desc").first("id");
      await trx("host_event_deliveries").insert({ event_id: id, endpoint: "https://shop.example/hooks", attempts: 10, state: "given_up", last_error: "no" });
      await trx("webhook_inbox").insert({ id: deliveryId, provider: "stub", body: "{}", received_at: new Date(), task_id: "task", report: { status: "PENDING", progress: 0 }, state: "given_up", reason: "no", settled_at: new Date() });
      return String(id);
    });
    const replay = (id: string) => runWords(test, ["replay", id]);
    expect((await replay(deliveryId)).printed).toBe(`The delivery ${deliveryId} waits for a worker.`);
    expect((await replay(eventId)).printed).toBe(`The event ${eventId} waits for a worker, for https://shop.example/hooks.`);
    expect(await replay(randomUUID())).toMatchObject({ code: 1, complained: expect.stringContaining("Neither a delivery nor an event") });
    expect(await replay("42")).toMatchObject({ code: 2, complained: expect.stringContaining("42 is no id") });
  });
});

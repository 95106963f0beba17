import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeBoxGlb } from "../../test/make-box-glb.ts";
import { startTestHost } from "../../test/start-test-host.ts";
import { createStubProvider } from "../../test/stub-provider.ts";
import { captureHold, holdCredits } from "../credits/credit-service.ts";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { insertModel } from "../models/model-repository.ts";
import { COMMANDS } from "./commands.ts";
import { runWords } from "./test/run-words.ts";

const BY = ["--reason", "test", "--actor", "ann"];
const ENDPOINT = "https://shop.example/hooks";
/** Where the simulator is installed. */
const HERE = import.meta.dirname;
/** The simulator goes on until it is stopped. */
const STOP_AFTER_MS = 15_000;
const MODEL = { sourceType: "product", provider: "local", inputImages: {}, options: {}, warnings: [] } as const;

let test: TestDatabase;
let folder: string;
/** Words after each command's name, which succeed in this order. */
const calls = new Map<string, string[]>();

beforeAll(async () => {
  test = await createTestDatabase();
  // The queues are made by a server that starts.
  await (await startTestHost({ database: test.connection, provider: createStubProvider(), withoutWorkers: true })).stop();
  folder = await mkdtemp(join(tmpdir(), "model-3d-json-"));
  await mkdir(join(folder, "to"));
  await writeFile(join(folder, "package.json"), '{"dependencies":{"express":"5"}}');
  await writeFile(join(folder, "app.js"), 'const app = express();\n');
  await writeFile(join(folder, "in.glb"), await makeBoxGlb());
  const [userId, modelId, deliveryId] = [randomUUID(), randomUUID(), randomUUID()];
  const eventId = await test.database.asService(async (trx) => {
    await publishHostEvent(trx, { type: "credits.low", userId, data: { balance: 1, held: 0, available: 1, lowAt: 20 } });
    await trx("host_event_endpoints").insert({ url: ENDPOINT, disabled_at: new Date() });
    await insertModel(trx, { ...MODEL, id: modelId, userId, sourceId: randomUUID(), taskId: null });
    const url = "http://127.0.0.1:9/model.fbx";
    await trx("provider_files").insert({ model_id: modelId, user_id: userId, provider: "stub", name: "model.fbx", kind: "fbx", url, url_sha256: "0".repeat(64), content_type: "application/octet-stream", state: "refused", attempts: 7, last_error: "no", expires_at: new Date(Date.now() + 86_400_000) });
    await trx("webhook_inbox").insert({ id: deliveryId, provider: "stub", body: "{}", received_at: new Date(), task_id: "task", report: { status: "PENDING", progress: 0 }, state: "given_up", reason: "no", settled_at: new Date() });
    return String((await trx("host_events").orderBy("number", "desc").first("id")).id);
  });
  calls.set("migrate", []).set("credits grant", [userId, "30", ...BY]).set("credits correct", [userId, "--give", "5", ...BY]).set("credits subscribe", [userId, "--allowance", "9"]);
  calls.set("credits balance", [userId]).set("credits ledger", [userId, "--limit", "1"]).set("credits refund", [modelId, ...BY]).set("credits unsubscribe", [userId]).set("credits reconcile", []);
  calls.set("webhooks list", []).set("webhooks replay", [deliveryId]).set("events list", []).set("events enable", [ENDPOINT]).set("events replay", [eventId]);
  calls.set("files retry", [modelId]).set("check", []).set("doctor", []).set("init", ["--dry-run"]);
  calls.set("replay", [eventId]).set("storage sweep", ["--storage", folder]).set("simulate", ["--port", "0"]).set("storage copy", ["--from", folder, "--to", join(folder, "to")]);
  calls.set("convert", [join(folder, "in.glb"), join(folder, "out.stl")]).set("inspect", [join(folder, "in.glb")]);
  expect(await runWords(test, ["credits", "grant", userId, "10", ...BY])).toMatchObject({ code: 0 });
  await test.database.asService(async (trx) => {
    await holdCredits(trx, { userId, modelId, amount: 10, expiresAt: null });
    await captureHold(trx, { userId, modelId, provider: "local" });
    await trx("product_3d_models").where({ id: modelId }).update({ status: "SUCCEEDED", task_id: "task", is_active: true, finished_at: new Date() });
  });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await test?.remove();
});

describe("--json", () => {
  it("is every command's: one document with the fields that the help names, and nothing else on either stream", async () => {
    expect([...calls.keys()].sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
    for (const [name, words] of calls) {
      const { code, printed, complained } = await runWords(test, [...name.split(" "), ...words, "--json"], { folder, ...(name === "simulate" ? { folder: HERE, stopped: AbortSignal.timeout(STOP_AFTER_MS) } : {}) });
      expect([code, complained], name).toEqual([0, ""]);
      expect(Object.keys(JSON.parse(printed)).sort(), name).toEqual(Object.keys(COMMANDS.find((command) => command.name === name)?.answer ?? {}).sort());
    }
  });
});

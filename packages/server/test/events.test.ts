import { randomUUID } from "node:crypto";
import { streamEventSchema } from "@model-3d/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "./test-connection.ts";

interface ReadEvent {
  id: number;
  name: string;
  data: { type?: string; model?: { id: string; status: string; progress: number } };
}

/** Reads a user's stream until it is closed; everything that came is in `events`. */
function readStream(host: TestHost, user: string, lastEventId?: number | string): { events: ReadEvent[]; close(): void } {
  const events: ReadEvent[] = [];
  const controller = new AbortController();
  const read = async () => {
    const headers = { "x-user": user, ...(lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) }) };
    const response = await fetch(`${host.url}/api/model-events`, { headers, signal: controller.signal });
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += new TextDecoder().decode(chunk);
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const fields = new Map(block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
        const name = fields.get("event");
        if (name) events.push({ id: Number(fields.get("id")), name, data: JSON.parse(fields.get("data") ?? "{}") });
      }
    }
  };
  read().catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  return { events, close: () => controller.abort() };
}

describe.each(DATABASE_KINDS)("the event stream on %s", (kind) => {
  let host: TestHost;
  let connection: TestConnection;

  beforeAll(async () => {
    connection = await openTestConnection(kind);
    host = await startTestHost({ database: connection.database });
  });

  afterAll(async () => {
    await host.stop();
    await connection.close();
  });

  const generate = async (user: string) => {
    const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } });
    const run = await until("the run has started", () => host.provider.runs.find((one) => one.request.modelId === body.modelId));
    return { run, modelId: body.modelId as string };
  };

  it("tells a model's whole life in order, to its owner only", async () => {
    const [owner, stranger] = [await host.user(), await host.user()];
    const [mine, theirs] = [readStream(host, owner), readStream(host, stranger)];
    await until("both are open", () => mine.events[0]?.name === "stream.open" && theirs.events[0]?.name === "stream.open");
    const { run, modelId } = await generate(owner);
    run.progress(30);
    await until("progress came", () => mine.events.some(({ name }) => name === "model.progress"));
    run.succeed();
    await until("the end came", () => mine.events.at(-1)?.name === "credits.changed" && mine.events.some(({ name }) => name === "model.succeeded"));
    const told = mine.events.slice(1);
    expect(told.map(({ name }) => name)).toEqual(["model.created", "credits.changed", "model.progress", "model.succeeded", "credits.changed"]);
    for (const { name, data } of told) expect(streamEventSchema.parse(data).type).toBe(name);
    expect(told.every(({ id }, index) => index === 0 || id === (told[index - 1]?.id ?? 0) + 1)).toBe(true);
    expect(told[3]?.data.model).toMatchObject({ id: modelId, status: "SUCCEEDED", progress: 100, is_active: true });
    expect(theirs.events.map(({ name }) => name)).toEqual(["stream.open"]);
    mine.close();
    theirs.close();
  });

  it("goes on after a break without a gap and without a repetition", async () => {
    const user = await host.user();
    const before = readStream(host, user);
    await until("it is open", () => before.events.length > 0);
    const { run } = await generate(user);
    await until("the start came", () => before.events.length >= 3);
    before.close();
    const seen = before.events.at(-1)?.id ?? 0;
    run.progress(40);
    run.succeed();
    await until("it has ended", async () => (await host.call("GET", "/api/credits", { user })).body.balance === 90);
    const after = readStream(host, user, seen);
    await until("the rest came", () => after.events.at(-1)?.name === "credits.changed");
    expect(after.events[0]).toMatchObject({ id: seen, name: "stream.open" });
    expect(after.events.slice(1).map(({ id }) => id)).toEqual(Array.from({ length: after.events.length - 1 }, (_, index) => seen + 1 + index));
    after.close();
  });

  it("answers HEAD at once", async () => {
    const { status, headers } = await host.call("HEAD", "/api/model-events", { user: await host.user() });
    expect([status, headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  });

  it.each([999_999, "abc", "-1", "1e3"])("says so when the place to go on from is not known, as after %s", async (lastEventId) => {
    const user = await host.user();
    const stream = readStream(host, user, lastEventId);
    await until("it is open", () => stream.events.length === 2);
    expect(stream.events.map(({ name }) => name)).toEqual(["stream.reset", "stream.open"]);
    stream.close();
  });
});

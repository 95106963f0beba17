import { beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "../test/fake-api.ts";
import { FakeClock } from "../test/fake-clock.ts";
import { createModel3DClient, type Model3DClient } from "./index.ts";

const SOURCE_ID = "10000000-0000-4000-8000-000000000001";
const request = { sourceType: "product", sourceId: SOURCE_ID, imageUrls: { front: "https://example.com/front.png", back: "https://example.com/back.png" } } as const;

let clock: FakeClock;
let fake: FakeApi;
/** Whether the server's answers get lost on their way. */
let isCut: boolean;
let client: Model3DClient;

beforeEach(() => {
  clock = new FakeClock();
  fake = new FakeApi();
  isCut = true;
  client = createModel3DClient({
    clock,
    fetch: async (input, init) => {
      const answer = await fake.fetch(input, init);
      if (!isCut) return answer;
      return new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error)));
    },
  });
});

const sent = (path: string): Promise<unknown> => expect.poll(() => fake.requests.some((each) => each.includes(path))).toBe(true);

describe("an answer that does not come", () => {
  it("is told of after a while, then given up, and asked for again without a second model", async () => {
    let slow = 0;
    const options = { idempotencyKey: "key", onSlow: () => slow++ };
    const call = client.generate(request, options);
    const outcome = expect(call).rejects.toMatchObject({ code: "network_error", status: 0 });
    await sent("/generate-3d-model");
    clock.advance(9_999);
    expect(slow).toBe(0);
    clock.advance(1);
    expect(slow).toBe(1);
    clock.advance(50_000);
    await outcome;
    expect(clock.pending).toBe(0);
    isCut = false;
    await client.generate(request, options);
    expect(fake.models).toHaveLength(1);
    expect([slow, clock.pending]).toEqual([1, 0]);
  });

  it("is given up when its body stays away, too", async () => {
    const halfway = createModel3DClient({
      clock,
      fetch: (_input, init) => Promise.resolve(new Response(new ReadableStream({ start: (controller) => init?.signal?.addEventListener("abort", () => controller.error(init.signal?.reason)) }))),
    });
    const outcome = expect(halfway.credits()).rejects.toMatchObject({ code: "network_error" });
    await expect.poll(() => clock.pending).toBe(1);
    clock.advance(60_000);
    await outcome;
  });

  it("is waited for as long as the page says", async () => {
    const hasty = createModel3DClient({ clock, requestTimeoutMs: 5_000, fetch: (_input, init) => new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(new Error("cut")))) });
    const outcome = expect(hasty.credits()).rejects.toMatchObject({ code: "network_error" });
    await expect.poll(() => clock.pending).toBe(1);
    clock.advance(5_000);
    await outcome;
  });

  it("is waited for without an end while a photo goes up", async () => {
    void client.uploadSourceImage("front", new Blob(["photo"], { type: "image/png" }));
    await sent("/source-images");
    expect(clock.pending).toBe(0);
  });
});

describe("the server's time", () => {
  it("is what its answers say, whatever the page's clock shows, and goes on with that", async () => {
    const serverMs = Date.UTC(2026, 0, 5, 9, 30);
    const dated = createModel3DClient({ clock, fetch: async (input, init) => {
      const answer = await fake.fetch(input, init);
      const headers = new Headers(answer.headers);
      headers.set("Date", new Date(serverMs).toUTCString());
      return new Response(answer.body, { status: answer.status, headers });
    } }); // prettier-ignore
    expect(dated.serverNow()).toBe(0);
    await dated.credits();
    clock.advance(20_000);
    expect(Math.abs(dated.serverNow() - (serverMs + 20_000))).toBeLessThanOrEqual(1_000);
  });

  it("is the page's own where answers have no date", async () => {
    isCut = false;
    await client.credits();
    clock.advance(700);
    expect(client.serverNow()).toBe(700);
  });
});

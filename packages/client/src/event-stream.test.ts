import type { StreamEvent } from "@model-3d/contract";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeApi } from "../test/fake-api.ts";
import { FakeClock } from "../test/fake-clock.ts";
import { serveFakeApi, type ServedApi } from "../test/serve-fake-api.ts";
import { createModel3DClient, EVENT_STREAM_DEFAULTS, type EventStreamState, type Model3DClient, type ResetReason } from "./index.ts";

const SOURCE_ID = "10000000-0000-4000-8000-000000000001";
const JITTER = 0.5;

let fake: FakeApi;
let served: ServedApi;
let clock: FakeClock;
let client: Model3DClient;
let hidden: { value: boolean; listeners: Set<(isLeft?: boolean) => void> };

beforeEach(async () => {
  fake = new FakeApi();
  served = await serveFakeApi(fake);
  clock = new FakeClock();
  hidden = { value: false, listeners: new Set() };
  const visibility = {
    isHidden: () => hidden.value,
    subscribe: (listener: (isLeft?: boolean) => void) => {
      hidden.listeners.add(listener);
      return () => hidden.listeners.delete(listener);
    },
  };
  client = createModel3DClient({ api: served.api, clock, visibility, random: () => JITTER });
});

afterEach(() => served.close());

function setHidden(value: boolean, isLeft?: boolean): void {
  hidden.value = value;
  for (const listener of [...hidden.listeners]) listener(isLeft);
}

function listen(): { events: StreamEvent[]; states: EventStreamState[]; resets: ResetReason[]; opened: () => number; end: () => void; ready: Promise<void> } {
  const events: StreamEvent[] = [];
  const states: EventStreamState[] = [];
  const resets: ResetReason[] = [];
  let opens = 0;
  const end = new AbortController();
  const { ready } = client.openEventStream({
    onEvent: (event) => events.push(event),
    onOpen: () => void opens++,
    onReset: (reason) => resets.push(reason),
    onStateChange: (state) => states.push(state),
    signal: end.signal,
  });
  return { events, states, resets, opened: () => opens, end: () => end.abort(), ready };
}

const streamRequests = (): number => fake.requests.filter((line) => line.includes("/model-events")).length;

describe("the event stream", () => {
  it("brings events in order over one connection for all listeners, and ends with the last", async () => {
    const [first, second] = [listen(), listen()];
    await first.ready;
    const { id } = fake.add({ sourceId: SOURCE_ID }, { status: "PENDING" });
    fake.progress(id, 20);
    fake.progress(id, 60);
    await vi.waitFor(() => expect(first.events.map((event) => event.type === "model.progress" && event.model.progress)).toEqual([20, 60]));
    expect(second.events).toEqual(first.events);
    expect(streamRequests()).toBe(1);
    first.end();
    expect(fake.streamCount).toBe(1);
    second.end();
    await vi.waitFor(() => expect(fake.streamCount).toBe(0));
    expect(clock.pending).toBe(0);
  });

  it("resumes after a break without a gap", async () => {
    const heard = listen();
    await heard.ready;
    const { id } = fake.add({ sourceId: SOURCE_ID }, { status: "PENDING" });
    fake.progress(id, 10);
    await vi.waitFor(() => expect(heard.events).toHaveLength(1));
    fake.endStreams();
    await vi.waitFor(() => expect(heard.states.at(-1)).toBe("open"));
    await vi.waitFor(() => expect(clock.nextDelayMs()).toBe(EVENT_STREAM_DEFAULTS.backOffMs * (0.5 + 0.5 * JITTER)));
    fake.progress(id, 30);
    clock.advance(EVENT_STREAM_DEFAULTS.backOffMs);
    await vi.waitFor(() => expect(heard.events).toHaveLength(2));
    expect(heard.opened()).toBe(2);
    expect(heard.resets).toEqual([]);
    heard.end();
  });

  it("tells when events are lost, and takes a silent connection for dead", async () => {
    const heard = listen();
    await heard.ready;
    fake.sendText("event: stream.reset\nid: 9\ndata: {}\n\n");
    await vi.waitFor(() => expect(heard.resets).toEqual(["gap"]));
    fake.sendText("event: of.the.future\ndata: {}\n\nevent: model.progress\ndata: no json\n\n");
    clock.advance(EVENT_STREAM_DEFAULTS.heartbeatTimeoutMs);
    await vi.waitFor(() => expect(clock.nextDelayMs()).toBeLessThanOrEqual(EVENT_STREAM_DEFAULTS.backOffMs));
    clock.advance(EVENT_STREAM_DEFAULTS.backOffMs);
    await vi.waitFor(() => expect(heard.opened()).toBe(2));
    expect(heard.events).toEqual([]);
    heard.end();
  });

  it("polls every 20 seconds when no stream can be had, and goes back to the stream", async () => {
    fake.hasStream = false;
    const heard = listen();
    await heard.ready;
    expect(heard.states).toEqual(["connecting", "polling"]);
    clock.advance(EVENT_STREAM_DEFAULTS.pollIntervalMs);
    await vi.waitFor(() => expect(heard.resets).toEqual(["poll"]));
    await vi.waitFor(() => expect(clock.nextDelayMs()).toBe(EVENT_STREAM_DEFAULTS.pollIntervalMs));
    fake.hasStream = true;
    clock.advance(EVENT_STREAM_DEFAULTS.pollIntervalMs);
    await vi.waitFor(() => expect(heard.states.at(-1)).toBe("open"));
    expect(heard.resets).toEqual(["poll", "poll", "late"]);
    heard.end();
  });

  it("does not poll in the background", async () => {
    fake.hasStream = false;
    const heard = listen();
    await heard.ready;
    setHidden(true);
    clock.advance(EVENT_STREAM_DEFAULTS.pollIntervalMs);
    clock.advance(EVENT_STREAM_DEFAULTS.pollIntervalMs);
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard.resets).toEqual([]);
    setHidden(false);
    await vi.waitFor(() => expect(heard.resets).toEqual(["poll"]));
    heard.end();
  });

  it("lets go of the stream in the background and resumes it in front", async () => {
    const heard = listen();
    await heard.ready;
    const { id } = fake.add({ sourceId: SOURCE_ID }, { status: "PENDING" });
    setHidden(true);
    clock.advance(EVENT_STREAM_DEFAULTS.hiddenGraceMs);
    await vi.waitFor(() => expect(fake.streamCount).toBe(0));
    fake.progress(id, 50);
    clock.advance(EVENT_STREAM_DEFAULTS.backOffMs);
    await vi.waitFor(() => expect(heard.states.at(-1)).toBe("paused"));
    setHidden(false);
    await vi.waitFor(() => expect(heard.events).toHaveLength(1));
    heard.end();
  });

  it("lets go of the stream at once when the page is left, and resumes it when its user is back", async () => {
    const heard = listen();
    await heard.ready;
    const { id } = fake.add({ sourceId: SOURCE_ID }, { status: "PENDING" });
    setHidden(true, true);
    await vi.waitFor(() => expect(heard.states.at(-1)).toBe("paused"));
    await vi.waitFor(() => expect(fake.streamCount).toBe(0));
    expect(clock.pending).toBe(0);
    fake.progress(id, 50);
    setHidden(false);
    await vi.waitFor(() => expect(heard.events).toHaveLength(1));
    expect(heard.resets).toEqual([]);
    heard.end();
  });

  it("lets first requests go after a moment, and has them repeated when the stream comes late", async () => {
    const slow = createModel3DClient({ api: served.api, clock, fetch: async (input, init) => (await gate, fetch(input, init)) });
    let letThrough = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letThrough = resolve));
    const resets: ResetReason[] = [];
    const handle = slow.openEventStream({ onReset: (reason) => resets.push(reason) });
    clock.advance(EVENT_STREAM_DEFAULTS.readyTimeoutMs);
    await handle.ready;
    letThrough();
    await vi.waitFor(() => expect(resets).toEqual(["late"]));
    handle.close();
  });
});

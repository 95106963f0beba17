import { describe, expect, it } from "vitest";
import type { MeshySimulator } from "./index.ts";
import { ask, create, finish, get, openSimulator, TASKS, type Wire } from "./test/open-simulator.ts";

/** Opens a task's stream and collects its text; `text` resolves when it has ended, `sofar` is what has come. */
async function listen(simulator: MeshySimulator, id: string): Promise<{ answer: Response; sofar: () => string; text: Promise<string> }> {
  const answer = await ask(simulator, `${TASKS}/${id}/stream`, { headers: { accept: "text/event-stream" } });
  let sofar = "";
  const read = async (): Promise<string> => {
    for await (const part of answer.body ?? []) sofar += Buffer.from(part).toString();
    return sofar;
  };
  const text = read();
  text.catch(() => undefined);
  return { answer, sofar: () => sofar, text };
}

const events = (text: string): { event: string; data: Wire & { status_code: number; message: string } }[] =>
  [...text.matchAll(/event: (\w+)\ndata: (.+)\n\n/g)].map(([, event = "", data = ""]) => ({ event, data: JSON.parse(data) as Wire & { status_code: number; message: string } }));

describe("an event stream", () => {
  it("sends `event: message` with each update, a part of the task until it has ended, and closes after the end", async () => {
    const simulator = await openSimulator();
    const id = await create(simulator);
    const stream = await listen(simulator, id);
    expect([stream.answer.status, stream.answer.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    await simulator.finishAll();
    const all = events(await stream.text);
    expect(new Set(all.map(({ event }) => event))).toEqual(new Set(["message"]));
    expect([...new Set(all.map(({ data }) => data.status))]).toEqual(["PENDING", "IN_PROGRESS", "SUCCEEDED"]);
    expect(all[0]?.data).not.toHaveProperty("model_urls");
    expect(all.at(-1)?.data).toEqual(await get(simulator, id));
    expect(simulator.streams).toMatchObject({ opened: 1, open: 0 });
  });

  it("repeats the message every 10 seconds as keep-alive, beside comment lines", async () => {
    const simulator = await openSimulator();
    const id = await create(simulator);
    simulator.faultTask(id, "stall-forever");
    const stream = await listen(simulator, id);
    await simulator.advance(20 * 60_000);
    await expect.poll(() => events(stream.sofar()).filter(({ data }) => data.progress === 99).length, { timeout: 5000 }).toBeGreaterThan(60);
    const before = events(stream.sofar()).length;
    await simulator.advance(10_000);
    await expect.poll(() => events(stream.sofar()).length, { timeout: 5000 }).toBe(before + 1);
    expect(stream.sofar()).toMatch(/^: \S+$/m);
  });

  it("sends the end at once to who comes late", async () => {
    const simulator = await openSimulator();
    const task = await finish(simulator);
    const all = events(await (await listen(simulator, task.id)).text);
    expect(all.map(({ data }) => data)).toEqual([task]);
  });

  it("sends `event: error` after a 200 for an unknown task, and when the task is deleted", async () => {
    const simulator = await openSimulator();
    const unknown = await listen(simulator, "018c3a5e-0000-7000-8000-000000000000");
    expect(unknown.answer.status).toBe(200);
    expect(events(await unknown.text)).toEqual([{ event: "error", data: { status_code: 404, message: "NotFound: Task not found" } }]);
    const id = await create(simulator);
    const stream = await listen(simulator, id);
    await ask(simulator, `${TASKS}/${id}`, { method: "DELETE" });
    expect(events(await stream.text).at(-1)).toMatchObject({ event: "error", data: { status_code: 404 } });
  });

  it("is refused without a key, as JSON", async () => {
    const { url } = await openSimulator();
    expect((await fetch(`${url}${TASKS}/x/stream`)).status).toBe(401);
  });

  it("is forgotten when the listener leaves", async () => {
    const simulator = await openSimulator();
    const id = await create(simulator);
    const controller = new AbortController();
    await ask(simulator, `${TASKS}/${id}/stream`, { signal: controller.signal });
    expect(simulator.streams.open).toBe(1);
    controller.abort();
    await expect.poll(() => simulator.streams.open, { timeout: 5000 }).toBe(0);
  });

  it("stream-cut: breaks off in the middle of an event", async () => {
    const simulator = await openSimulator();
    simulator.fault("stream-cut");
    const stream = await listen(simulator, await create(simulator));
    await simulator.advance(10_000);
    await expect(stream.text).rejects.toThrow();
    expect(stream.sofar()).toMatch(/data: [^\n]+$/);
    // It resumes nowhere: a new stream begins with how things are.
    const again = await listen(simulator, simulator.tasks[0]?.id ?? "");
    await simulator.finishAll();
    expect(events(await again.text).at(-1)?.data.status).toBe("SUCCEEDED");
  });

  it("stream-error: sends an error event after its 200", async () => {
    const simulator = await openSimulator();
    simulator.fault("stream-error");
    const stream = await listen(simulator, await create(simulator));
    await simulator.advance(10_000);
    expect(events(await stream.text).at(-1)).toMatchObject({ event: "error", data: { status_code: 500 } });
  });
});

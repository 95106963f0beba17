import { describe, expect, it } from "vitest";
import { openMeshySubject } from "../meshy/test/open-meshy-subject.ts";
import { ProviderError } from "../provider-error.ts";
import type { AsynchronousProvider, ProviderCall, ProviderWebhook, SynchronousProvider, TaskReport } from "../provider.ts";
import { createSamplePhotos } from "./create-sample-photos.ts";
import { conformanceChecks, type ProviderUnderTest } from "./index.ts";
import { playSynchronousProvider } from "./test/play-synchronous-provider.ts";

type Broken<Provider> = [check: string, what: string, breakIt: (provider: Provider, subject: ProviderUnderTest) => Partial<Provider>, hooks?: (subject: ProviderUnderTest) => Partial<ProviderUnderTest>];

async function outcomeOf(name: string, create: () => Promise<ProviderUnderTest>): Promise<unknown> {
  const check = conformanceChecks(create).find((one) => one.name === name);
  if (!check) throw new Error(`There is no check "${name}".`);
  return check.run().catch((error: unknown) => (error instanceof Error ? error.name : error));
}

const misquote = (error: unknown, change: Partial<ProviderError>): never => {
  if (!(error instanceof ProviderError)) throw error;
  throw Object.assign(error, change);
};

/** A provider whose reports of a success are changed on the way. */
const changeSuccess = (provider: AsynchronousProvider, change: (report: Extract<TaskReport, { status: "SUCCEEDED" }>) => TaskReport): Partial<AsynchronousProvider> => ({
  readTask: async (handle, call) => {
    const report = await provider.readTask(handle, call);
    return report.status === "SUCCEEDED" ? change(report) : report;
  },
});
const changeCall = (provider: AsynchronousProvider, change: (call: ProviderCall) => ProviderCall): Partial<AsynchronousProvider> => ({ createTask: (request, call) => provider.createTask(request, change(call)) });
const changeWebhook = ({ webhook }: AsynchronousProvider, change: Partial<ProviderWebhook>): Partial<AsynchronousProvider> => ({ webhook: webhook && { ...webhook, ...change } });

let reads = 0;
const ASYNCHRONOUS: Broken<AsynchronousProvider>[] = [
  ["has a name that fits into paths and rows", "a name with a blank", () => ({ name: "Meshy 2" })],
  ["says what it can do in terms that the core understands", "the front behind the back", ({ capabilities }) => ({ capabilities: { ...capabilities, views: ["back", "front"] } })],
  ["says what it can do in terms that the core understands", "cancelling without a way to", () => ({ cancelTask: undefined })],
  ["says what it can do in terms that the core understands", "files on another machine by http", () => ({ fileOrigins: ["http://files.example"] })],
  ["says what a model costs, or null", "a cost that is no number", () => ({ costOf: () => ({ amount: Number.NaN, unit: "USD" }) })],
  ["tells its health, ok or why not, and names no key", "a key in the words", (_provider, { secrets }) => ({ health: async () => `The key ${secrets?.[0]} is refused.` })],
  ["may be closed twice, and takes nothing afterwards", "going on after the end", () => ({ close: async () => {} })],
  ["gives each task an id of its own, and knows it from then on", "one id for all", (provider) => ({ createTask: async (request, call) => (await provider.createTask(request, call), { taskId: "task" }) })],
  ["sends the views that it looks at in its own order, the front first", "two of four", (provider) => ({ createTask: (request, call) => provider.createTask({ ...request, views: request.views.slice(0, 2) }, call) })],
  ["leads to a success with files that can be fetched", "two files of one name", (provider) => changeSuccess(provider, (report) => ({ ...report, files: report.files.map((file) => ({ ...file, name: "model.glb" })) }))],
  ["leads to a success with files that can be fetched", "a name that leaves the folder", (provider) => changeSuccess(provider, (report) => ({ ...report, files: report.files.map((file) => ({ ...file, name: `../${file.name}` })) }))],
  ["leads to a success with files that can be fetched", "an address without encryption", (provider) => changeSuccess(provider, (report) => ({ ...report, files: report.files.map((file) => ({ ...file, url: "http://files.example/model.glb" })) }))],
  ["leads to a success with files that can be fetched", "files without an end", (provider) => changeSuccess(provider, (report) => ({ ...report, filesExpireAt: null }))],
  ["leads to a success with files that can be fetched", "no model", (provider) => changeSuccess(provider, (report) => ({ ...report, files: report.files.filter(({ kind }) => kind !== "glb") }))],
  ["leads to a GLB whose bytes are one", "a page", () => ({}), () => ({ download: async () => new TextEncoder().encode("<html>404 Not Found</html>") })],
  ["says the same of a task that has ended, however often it is asked", "a change of mind", (provider) => changeSuccess(provider, (report) => ((reads += 1) % 2 === 0 ? report : { status: "IN_PROGRESS", progress: 99 }))],
  ["tells progress from 0 to 100 that never goes back", "what is left", (provider) => ({
    readTask: async (handle, call) => {
      const report = await provider.readTask(handle, call);
      return report.status === "IN_PROGRESS" ? { ...report, progress: 100 - report.progress } : report;
    },
  })],
  ["finds a task by the time at which it was made", "nothing", () => ({ findTasks: async () => [] })],
  ["finds a task by the time at which it was made", "all of them", (provider) => ({ findTasks: async (_window, request, call) => (await provider.findTasks?.({ from: new Date(0), to: new Date(8.64e15) }, request, call)) ?? [] })],
  ["cancels a task, and does so again without an error", "nothing done", () => ({ cancelTask: async () => {} })],
  ["streams reports until the end, and then stops", "an end too early", (provider) => ({
    async *streamTask(handle, call) {
      yield await provider.readTask(handle, call);
    },
  })],
  ["says of a failed task why, in words for the user, and who can do something", "no words", (provider) => ({
    readTask: async (handle, call) => {
      const report = await provider.readTask(handle, call);
      return report.status === "FAILED" ? { ...report, message: "" } : report;
    },
  })],
  ["says GONE of a task that the service does not know", "still at it", () => ({ readTask: async () => ({ status: "IN_PROGRESS", progress: 0 }) })],
  ["leaves the fate of a task open when the answer is lost", "none was made", (provider) => ({ createTask: (request, call) => provider.createTask(request, call).catch((error) => misquote(error, { taskFate: "none" })) })],
  ["finds a task whose answer was lost", "none was found", () => ({ findTasks: async () => [] })],
  ["says which limit was reached, and that no task was made", "no limit", (provider) => ({ createTask: (request, call) => provider.createTask(request, call).catch((error) => misquote(error, { limit: null })) })],
  ["tells the host that its key is refused, and never tells the key", "the key in the cause", () => ({}), ({ withWrongKey, secrets }) => ({
    withWrongKey: async () => {
      const provider = (await withWrongKey?.()) as AsynchronousProvider;
      return { ...provider, createTask: (request, call) => provider.createTask(request, call).catch((error) => misquote(error, { cause: new Error(`Bearer ${secrets?.[1]}`) })) };
    },
  })],
  ["takes a fault of the service's own for no news of the task", "a failure of the task", (provider) => ({ readTask: (handle, call) => provider.readTask(handle, call).catch(() => ({ status: "GONE" })) })],
  ["makes no task of photos that can't be read", "without photos", (provider) => ({ createTask: (request, call) => provider.createTask({ ...request, views: createSamplePhotos() }, call) })],
  ["awaits its turn before each request, and sends no other", "turns that are not awaited", (provider) => changeCall(provider, (call) => ({ ...call, beforeRequest: async () => void call.beforeRequest() }))],
  ["awaits its turn before each request, and sends no other", "requests without a turn", (provider) => changeCall(provider, (call) => ({ ...call, beforeRequest: async () => {} }))],
  ["sends nothing when its turn is refused", "a refusal that is passed over", (provider) => changeCall(provider, (call) => ({ ...call, beforeRequest: () => call.beforeRequest().catch(() => {}) }))],
  ["sends nothing after the signal, and fails with its reason", "no ear for the signal", (provider) => changeCall(provider, (call) => ({ ...call, signal: new AbortController().signal }))],
  ["asks the service for its health once, however many ask", "each time", (provider) => ({ health: () => provider.readTask({ taskId: "task" }, { signal: new AbortController().signal, beforeRequest: async () => {} }).then(() => "ok") })],
  ["ends at once by the signal when the service does not answer", "a reason of its own", (provider) => ({ readTask: (handle, call) => provider.readTask(handle, call).catch(() => Promise.reject(new Error("aborted"))) })],
  ["takes a delivery of the service's own, and reads which task it speaks of", "nothing taken", (provider) => changeWebhook(provider, { verify: () => false })],
  ["refuses every other proof, and throws for none", "everything taken", (provider) => changeWebhook(provider, { verify: () => true })],
  ["refuses every other proof, and throws for none", "a throw", (provider) => changeWebhook(provider, { verify: ({ headers }) => (headers["x-meshy-api-webhook-secret-key"] as string).trim() === "whsec-of-the-simulator" })],
  ["throws for no body, however strange", "a throw", (provider) => changeWebhook(provider, { read: ({ rawBody }) => JSON.parse(new TextDecoder().decode(rawBody)) as null })],
  ["takes keys that it does not know for nothing", "none but those it knows", ({ webhook, ...provider }) => changeWebhook({ webhook, ...provider } as AsynchronousProvider, { read: (delivery) => (new TextDecoder().decode(delivery.rawBody).includes("new_key") ? null : (webhook?.read(delivery) ?? null)) })],
];

const changeRun = (provider: SynchronousProvider, run: (...args: Parameters<SynchronousProvider["run"]>) => ReturnType<SynchronousProvider["run"]>): Partial<SynchronousProvider> => ({ ...provider, run });
const SYNCHRONOUS: Broken<SynchronousProvider>[] = [
  ["makes a GLB, in files with names of their own", "bytes that are none", (provider) => changeRun(provider, async (...args) => {
    const result = await provider.run(...args);
    return { ...result, files: result.files.map((file) => ({ ...file, bytes: file.bytes.subarray(1) })) };
  })],
  ["tells progress from 0 to 100 that never goes back, and what is being done", "silence", (provider) => changeRun(provider, (request, options) => provider.run(request, { ...options, onProgress: () => undefined }))],
  ["tells progress from 0 to 100 that never goes back, and what is being done", "what is left", (provider) => changeRun(provider, (request, options) => provider.run(request, { ...options, onProgress: (progress, stage) => options.onProgress(100 - progress, stage) }))],
  ["reads the front and no views but those that it looks at", "every photo", (provider) => changeRun(provider, async (request, options) => {
    for (const { read } of request.views) await read(options.signal);
    return provider.run(request, options);
  })],
  ["ends at once with the signal's reason", "no ear for the signal", (provider) => changeRun(provider, (request, options) => provider.run(request, { ...options, signal: new AbortController().signal }))],
  ["passes on why a photo could not be read", "the photo is to blame", (provider) => changeRun(provider, (...args) => provider.run(...args).catch(() => Promise.reject(new ProviderError("The photo is none.", { actor: "user", code: "none", retryable: false }))))],
  ["tells the user when photos are none", "an error of another kind", (provider) => changeRun(provider, (...args) => provider.run(...args).catch(() => Promise.reject(new TypeError("undefined is not an image"))))],
];

describe("the checks find what is wrong:", () => {
  it.each(ASYNCHRONOUS)("%s: %s", async (check, _what, breakIt, hooks = () => ({})) => {
    const create = async () => {
      const subject = await openMeshySubject();
      const provider = subject.provider as AsynchronousProvider;
      return { ...subject, ...hooks(subject), provider: { ...provider, ...breakIt(provider, subject) } as AsynchronousProvider };
    };
    expect(await outcomeOf(check, create)).toBe("AssertionError");
  });

  it.each(SYNCHRONOUS)("%s: %s", async (check, _what, breakIt) => {
    const provider = playSynchronousProvider();
    expect(await outcomeOf(check, async () => ({ provider: { ...provider, ...breakIt(provider, { provider }) } }))).toBe("AssertionError");
  });
});

describe("the checks", () => {
  it("find nothing wrong with a synchronous provider that does everything right", async () => {
    for (const { name, run } of conformanceChecks(async () => ({ provider: playSynchronousProvider() }))) {
      expect(await run(), name).toMatchObject({ kind: expect.stringMatching(/^(passed|not_applicable)$/) });
    }
  });

  it("each have a name of their own, and each finds something", () => {
    const names = conformanceChecks(openMeshySubject).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect([...names].sort()).toEqual([...new Set([...ASYNCHRONOUS, ...SYNCHRONOUS].map(([name]) => name))].sort());
  });

  it("say which hook is missing, and close what they have opened", async () => {
    const closed: string[] = [];
    const create = async (): Promise<ProviderUnderTest> => {
      const { provider, close } = await openMeshySubject();
      return { provider, close: async () => (closed.push("service"), close?.()) };
    };
    expect(await outcomeOf("leads to a GLB whose bytes are one", create)).toEqual({ kind: "not_applicable", because: "needs the hook finish and download" });
    expect(await outcomeOf("refuses every other proof, and throws for none", create)).toEqual({ kind: "not_applicable", because: "needs the hook webhook" });
    expect(closed).toEqual(["service", "service"]);
  });
});

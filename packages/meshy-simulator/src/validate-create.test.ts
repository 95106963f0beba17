import { createServer } from "node:http";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { ask, BODY, create, messageOf, openSimulator, photo, post, TASKS } from "./test/open-simulator.ts";

const four = [photo(1), photo(2), photo(3), photo(4)];

const REFUSED: [what: string, body: unknown, message: RegExp][] = [
  ["no object", [], /body must be a JSON object/],
  ["neither images nor a task", { image_urls: undefined }, /image_urls or input_task_id is required/],
  ["no image", { image_urls: [] }, /image_urls must have 1 to 4 items, not 0/],
  ["five images", { image_urls: [...four, photo(5)] }, /image_urls must have 1 to 4 items, not 5/],
  ["an image that is no string", { image_urls: [1] }, /image_urls must be an array of strings/],
  ["a webp", { image_urls: ["data:image/webp;base64,UklGRg=="] }, /image_urls\[0\] must be a base64 data URI of a jpg, jpeg or png/],
  ["text that calls itself a png", { image_urls: [photo(1), "data:image/png;base64,aGVsbG8="] }, /image_urls\[1\] is not a jpg, jpeg or png/],
  ["a URL that is none", { image_urls: ["ftp://example.com/a.png"] }, /image_urls\[0\] is not a valid URL/],
  ["an image that cannot be reached", { image_urls: ["http://127.0.0.1:9/a.png"] }, /image_urls\[0\] could not be downloaded/],
  ["a model that there is not", { ai_model: "meshy-99" }, /ai_model must be one of meshy-5, /],
  ["fine geometry of an older model", { ai_model: "meshy-6", geometry_resolution: "2k" }, /geometry_resolution 2k is not supported by meshy-6/],
  ["a word for a boolean", { should_remesh: "yes" }, /should_remesh must be a boolean/],
  ["a texture field without texture", { should_texture: false, enable_pbr: true }, /enable_pbr is not allowed when should_texture is false/],
  ["a texture prompt without texture", { should_texture: false, texture_prompt: "oak" }, /texture_prompt is not allowed/],
  ["a prompt of 801 characters", { texture_prompt: "a".repeat(801) }, /texture_prompt must have at most 800/],
  ["a resolution that there is not", { texture_resolution: "16k" }, /texture_resolution must be one of 2k, 4k, 8k/],
  ["a topology that there is not", { topology: "ngon" }, /topology must be one of triangle, quad/],
  ["99 polygons", { target_polycount: 99 }, /target_polycount must be a whole number from 100 to 300000/],
  ["300,001 polygons", { target_polycount: 300_001 }, /target_polycount must be a whole number/],
  ["decimation mode 5", { decimation_mode: 5 }, /decimation_mode must be a whole number from 1 to 4/],
  ["a format that there is not", { target_formats: ["glb", "step"] }, /target_formats must be a subset of glb, obj, fbx, stl, usdz, 3mf, not step/],
  ["no format", { target_formats: [] }, /target_formats must be an array with at least one/],
  ["an origin that there is not", { origin_at: "top" }, /origin_at must be one of bottom, center/],
  ["a task that there is not", { input_task_id: "018c3a5e-0000-7000-8000-000000000000" }, /input_task_id names no task/],
];

describe("a create request", () => {
  it.each(REFUSED)("is refused with 400 and makes no task: %s", async (_what, body, message) => {
    const simulator = await openSimulator();
    const answer = await post(simulator, Array.isArray(body) ? body : { ...BODY, ...(body as object) });
    const text = await messageOf(answer);
    expect([answer.status, text]).toEqual([400, expect.stringMatching(message)]);
    expect(text).toMatch(/^InvalidParameter: /);
    expect([simulator.creates, simulator.balance]).toEqual([0, 10_000]);
  });

  it("is refused with 400 when it is no JSON", async () => {
    const answer = await ask(await openSimulator(), TASKS, { method: "POST", body: "{" });
    expect([answer.status, await messageOf(answer)]).toEqual([400, "InvalidParameter: The request body is not valid JSON"]);
  });

  it("takes every documented field, and those that have no effect any more", async () => {
    const simulator = await openSimulator();
    await create(simulator, {
      image_urls: four,
      ai_model: "meshy-7.1",
      geometry_resolution: "2k",
      enable_pbr: true,
      texture_resolution: "8k",
      texture_prompt: "a".repeat(800),
      should_remesh: true,
      topology: "quad",
      target_polycount: 300_000,
      decimation_mode: 4,
      save_pre_remeshed_model: true,
      image_enhancement: false,
      remove_lighting: false,
      moderation: true,
      target_formats: ["glb", "obj", "fbx", "stl", "usdz", "3mf"],
      auto_size: true,
      origin_at: "center",
      alpha_thumbnail: true,
      multi_view_thumbnails: true,
      symmetry_mode: "auto",
    });
    expect(simulator.tasks[0]?.request).toMatchObject({ texture_resolution: "8k", topology: "quad", decimation_mode: 4 });
  });

  it("has Meshy's defaults", async () => {
    const simulator = await openSimulator();
    await post(simulator, { image_urls: [photo()] });
    expect(simulator.tasks[0]?.request).toMatchObject({
      ai_model: "latest",
      geometry_resolution: "standard",
      should_texture: true,
      enable_pbr: false,
      texture_resolution: "2k",
      should_remesh: false,
      topology: "triangle",
      target_polycount: 30_000,
      target_formats: ["glb", "obj", "fbx", "stl", "usdz"],
    });
    await post(simulator, { image_urls: [photo()], ai_model: "meshy-5" });
    expect(simulator.tasks[1]?.request.should_remesh).toBe(true);
  });

  it("takes a task's images instead of images, and that wins if both are there", async () => {
    const simulator = await openSimulator();
    const first = await create(simulator);
    await create(simulator, { input_task_id: first, image_urls: ["never looked at"] });
    await simulator.finishAll();
    const [one, two] = simulator.tasks.map(({ files }) => files.get("model.glb")?.bytes);
    expect(two).toEqual(one);
  });

  it("takes unknown fields, or refuses them by option, since nobody knows which", async () => {
    expect((await post(await openSimulator(), { ...BODY, webhook_url: "https://shop.example" })).status).toBe(202);
    const strict = await post(await openSimulator({ rejectUnknownFields: true }), { ...BODY, webhook_url: "https://shop.example" });
    expect([strict.status, await messageOf(strict)]).toEqual([400, "InvalidParameter: Unknown field webhook_url"]);
  });

  it("fetches images by URL", async () => {
    const host = createServer((request, response) => {
      response.writeHead(request.url === "/front.png" ? 200 : 404).end(Buffer.from(photo(9).split(",")[1] ?? "", "base64"));
    }).listen(0, "127.0.0.1");
    await once(host, "listening");
    onTestFinished(() => void host.close());
    const address = host.address();
    const origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
    const simulator = await openSimulator();
    const answer = await post(simulator, { ...BODY, image_urls: [`${origin}/front.png`, `${origin}/back.png`] });
    expect([answer.status, await messageOf(answer)]).toEqual([400, "InvalidParameter: image_urls[1] could not be downloaded"]);
    await create(simulator, { image_urls: [`${origin}/front.png`] });
    await simulator.finishAll();
    expect(simulator.tasks[0]?.status).toBe("SUCCEEDED");
  });
});

describe("limits", () => {
  it("answers 429 RateLimitExceeded with Retry-After from the 21st request in a second", async () => {
    const simulator = await openSimulator({ limits: {} });
    const answers = await Promise.all(Array.from({ length: 21 }, () => ask(simulator, TASKS)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(20).fill(200), 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get("retry-after")).toBe("1");
    expect(await messageOf(refused ?? new Response())).toMatch(/^RateLimitExceeded/);
    await simulator.advance(1000);
    expect((await ask(simulator, TASKS)).status).toBe(200);
  });

  it("answers 429 NoMorePendingTasks without Retry-After when the queue is full, and makes no task", async () => {
    const simulator = await openSimulator({ limits: { requestsPerSecond: 1000, queuedTasks: 3, concurrentTasks: 1 } });
    for (let i = 0; i < 3; i++) await create(simulator);
    const refused = await post(simulator);
    expect([refused.status, refused.headers.get("retry-after"), await messageOf(refused)]).toEqual([429, null, expect.stringMatching(/^NoMorePendingTasks/)]);
    expect([simulator.creates, simulator.balance]).toEqual([3, 10_000 - 90]);
    await simulator.finishAll();
    expect((await post(simulator)).status).toBe(202);
  });

  it("answers 429 NoMoreConcurrentTasks when all places are taken by tasks that are being made", async () => {
    const simulator = await openSimulator({ limits: { requestsPerSecond: 1000, queuedTasks: 1, concurrentTasks: 1 } });
    await create(simulator);
    await simulator.advance(10_000);
    expect(await messageOf(await post(simulator))).toMatch(/^NoMoreConcurrentTasks/);
  });
});

import { createServer, type IncomingHttpHeaders } from "node:http";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { createStillClock } from "../clock.ts";
import type { FaultName } from "../faults/faults.ts";
import { makeBoxModel } from "../models/make-box-model.ts";
import { writePlainPng } from "../models/write-png.ts";
import { startMeshySimulator, type MeshySimulator } from "../start-meshy-simulator.ts";
import type { MeshySimulatorOptions } from "../meshy-simulator-options.ts";

export const TASKS = "/openapi/v1/multi-image-to-3d";
export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** A photo of one colour, as a data URI. */
export const photo = (shade = 0): string => `data:image/png;base64,${Buffer.from(writePlainPng(4, [shade, 128, 255 - shade])).toString("base64")}`;

export const BODY = { image_urls: [photo(1), photo(2)], ai_model: "meshy-7.1", should_remesh: true, target_formats: ["glb"] };

/** What a test reads of a task. */
export type Wire = Record<string, unknown> & { id: string; status: string; progress: number; model_urls: Record<string, string>; expires_at: number; finished_at: number };

/** A simulator whose clock stands still and whose models are boxes; it is closed after the test. */
export async function openSimulator(options: MeshySimulatorOptions = {}): Promise<MeshySimulator> {
  const simulator = await startMeshySimulator({ clock: createStillClock(), makeModel: makeBoxModel, limits: { requestsPerSecond: 1000 }, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** The same with a fault that hits the next task or request. */
export async function openWithFault(name: FaultName, options: MeshySimulatorOptions = {}): Promise<MeshySimulator> {
  const simulator = await openSimulator(options);
  simulator.fault(name);
  return simulator;
}

/** Asks the API with the right key. */
export function ask({ url, apiKey }: MeshySimulator, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(new URL(path, url), { ...init, headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json", ...init.headers } });
}

export const post = (simulator: MeshySimulator, body: unknown = BODY): Promise<Response> => ask(simulator, TASKS, { method: "POST", body: JSON.stringify(body) });

/** Creates a task that is accepted and gives its id. */
export async function create(simulator: MeshySimulator, body: Record<string, unknown> = {}): Promise<string> {
  const answer = await post(simulator, { ...BODY, ...body });
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`${answer.status} ${text}`);
  return (JSON.parse(text) as { result: string }).result;
}

export async function get(simulator: MeshySimulator, id: string): Promise<Wire> {
  const answer = await ask(simulator, `${TASKS}/${id}`);
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Wire;
}

/** Creates a task and lets it end. */
export async function finish(simulator: MeshySimulator, body: Record<string, unknown> = {}): Promise<Wire> {
  const id = await create(simulator, body);
  await simulator.finishAll();
  return get(simulator, id);
}

export async function messageOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { message: string }).message;
}

export interface Received {
  headers: IncomingHttpHeaders;
  body: Wire;
}

/** A host that takes webhooks and answers with what `status` says, or not at all with 0. Closed after the test. */
export async function openReceiver(status: (count: number) => number = () => 200): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      received.push({ headers: request.headers, body: JSON.parse(Buffer.concat(parts).toString()) as Wire });
      const code = status(received.length);
      if (code === 0) request.socket.destroy();
      else response.writeHead(code).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/hook`, received };
}

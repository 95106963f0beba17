import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebhookDelivery } from "@model-3d/server";

/** Tripo's answers in their documented form; the server below puts ids, progress and addresses into them. */
export const ANSWERS = JSON.parse(readFileSync(new URL("../recorded/answers.json", import.meta.url), "utf8")) as Record<string, { code: number; data: Record<string, unknown> }>;

export const API_KEY = "tsk_of_the_test_account";
export const WEBHOOK_SECRET = "whsec_of_the_test_account";
const API = "/v2/openapi";

export interface PlayedTask {
  id: string;
  /** The body of the create request. */
  input: { type: string; model_version: string; files: { type?: string; file_token?: string }[] } & Record<string, unknown>;
  status: string;
  progress: number;
  willFail: boolean;
}

export interface PlayedTripo {
  readonly url: string;
  readonly requests: { method: string; path: string; authorization: string | undefined }[];
  readonly tasks: PlayedTask[];
  /** Bytes and file name by the token that an upload was answered with. */
  readonly uploads: Map<string, { name: string; contentType: string; bytes: Uint8Array }>;
  willFail: boolean;
  /** How the next request that fits (`POST /task`) is answered instead; `cut` after it was carried out, `hang` never. */
  spoilNext(what: RegExp, how: "cut" | "hang" | { status: number; answer: unknown }): void;
  task(id: string): PlayedTask;
  signed(body: unknown, secret?: string): WebhookDelivery;
  close(): Promise<void>;
}

/** A server on this machine that replays the recorded answers. */
export async function playTripo(): Promise<PlayedTripo> {
  let spoil: { what: RegExp; how: Parameters<PlayedTripo["spoilNext"]>[1] } | null = null;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").slice(API.length);
    const method = request.method ?? "";
    if (request.url === "/files/model.glb") return void response.writeHead(200, { "content-type": "model/gltf-binary" }).end(GLB);
    played.requests.push({ method, path, authorization: request.headers.authorization });
    const how = spoil?.what.test(`${method} ${path}`) ? spoil.how : null;
    if (how) spoil = null;
    const body = await readBody(request);
    if (how === "hang") return;
    const send = (status: number, json: unknown) => void response.writeHead(status, { "content-type": "application/json", "x-tripo-trace-id": randomUUID() }).end(JSON.stringify(json));
    if (request.headers.authorization !== `Bearer ${API_KEY}`) return send(401, ANSWERS.unauthorized);
    if (typeof how === "object" && how) return send(how.status, how.answer);
    const reply = await carryOut(`${method} ${path}`, body, request);
    if (how === "cut") return void response.destroy();
    send(reply.status, reply.json);
  }

  async function carryOut(what: string, body: Buffer<ArrayBuffer>, request: IncomingMessage): Promise<{ status: number; json: unknown }> {
    if (what === "POST /upload/sts") {
      const form = await new Response(body, { headers: { "content-type": request.headers["content-type"] ?? "" } }).formData();
      const file = form.get("file") as File;
      const token = randomUUID();
      played.uploads.set(token, { name: file.name, contentType: file.type, bytes: new Uint8Array(await file.arrayBuffer()) });
      return { status: 200, json: { ...ANSWERS.upload, data: { image_token: token } } };
    }
    if (what === "POST /task") {
      const task = { id: randomUUID(), input: JSON.parse(body.toString()), status: "queued", progress: 0, willFail: played.willFail };
      played.willFail = false;
      played.tasks.push(task);
      return { status: 200, json: { ...ANSWERS.created, data: { task_id: task.id } } };
    }
    if (what === "GET /user/balance") return { status: 200, json: ANSWERS.balance };
    const task = played.tasks.find(({ id }) => what === `GET /task/${id}`);
    return task ? { status: 200, json: present(task) } : { status: 404, json: ANSWERS.taskNotFound };
  }

  function present({ id, status, progress }: PlayedTask): unknown {
    const data: Record<string, unknown> = ANSWERS[status]?.data ?? {};
    const output = status === "success" ? { pbr_model: `${played.url}/files/model.glb` } : data.output;
    return { ...ANSWERS[status], data: { ...data, task_id: id, progress, output } };
  }

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const played: PlayedTripo = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    tasks: [],
    uploads: new Map(),
    willFail: false,
    spoilNext: (what, how) => void (spoil = { what, how }),
    task(id) {
      const task = played.tasks.find((one) => one.id === id);
      if (!task) throw new Error(`There is no task ${id}.`);
      return task;
    },
    signed(body, secret = WEBHOOK_SECRET) {
      const rawBody = Buffer.from(JSON.stringify(body));
      const now = new Date("2026-01-20T05:55:20Z");
      const time = now.getTime() / 1000;
      const signature = createHmac("sha256", secret).update(`${time}.`).update(rawBody).digest("hex");
      return { headers: { "content-type": "application/json", "tripo-webhook-signature": `t=${time},v1=${signature}` }, query: new URLSearchParams(), rawBody, now };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return played;
}

/** The least that is binary glTF: a header that says how long it is. */
const GLB = Buffer.from([0x67, 0x6c, 0x54, 0x46, 2, 0, 0, 0, 12, 0, 0, 0]);

async function readBody(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

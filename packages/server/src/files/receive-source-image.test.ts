import { createServer, request as sendRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { MAX_IMAGE_BYTES } from "@model-3d/contract";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ApiError } from "../http/api-error.ts";
import { receiveSourceImage, type ReceivedImage } from "./receive-source-image.ts";
import { createFileBench, type FileBench } from "./test/file-bench.ts";
import { makePhoto } from "./test/make-photo.ts";

const USER = "00000000-0000-4000-8000-000000000001";
let bench: FileBench;
let server: Server;
let address: string;
let photo: Buffer;
let outcome: PromiseWithResolvers<ReceivedImage>;

beforeAll(async () => {
  bench = await createFileBench();
  photo = await makePhoto(1300, 1100);
  server = createServer((request, response) => {
    receiveSourceImage(request, { files: bench.files, userId: USER }).then(
      (received) => {
        outcome.resolve(received);
        response.end(JSON.stringify(received));
      },
      (error: unknown) => {
        outcome.reject(error);
        response.writeHead(error instanceof ApiError ? error.status : 500).end(JSON.stringify(error instanceof ApiError ? { code: error.code, ...error.details } : {}));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await bench.remove();
});
afterEach(() => bench.empty());

async function send(body: BodyInit, headers?: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }> {
  outcome = Promise.withResolvers();
  outcome.promise.catch(() => undefined);
  const response = await fetch(address, { method: "POST", body, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function form(...fields: [string, string | Uint8Array][]): FormData {
  const data = new FormData();
  for (const [name, value] of fields) {
    if (typeof value === "string") data.append(name, value);
    else data.append(name, new Blob([new Uint8Array(value)], { type: "image/gif" }), "../../photo.txt");
  }
  return data;
}

async function expectNothingLeft(): Promise<void> {
  expect(await bench.rowsLeft()).toBe(0);
  expect(await bench.filesLeft()).toEqual([]);
}

describe("an upload that is taken", () => {
  it("is stored for its user, whichever field comes first", async () => {
    for (const fields of [[["view", "side"], ["image", photo]], [["image", photo], ["view", "side"]], [["other", "x"], ["image", photo], ["view", "side"]]] as [string, string | Uint8Array][][]) {
      const { status, body } = await send(form(...fields));
      expect(status).toBe(200);
      expect(body).toEqual({ imageId: expect.any(String) as string, view: "side", width: 1300, height: 1100, warnings: [] });
      expect(await bench.files.findSourceImage(USER, String(body.imageId))).toMatchObject({ contentType: "image/jpeg", bytes: photo.length, view: "side", state: "stored", width: 1300, height: 1100 });
    }
    expect(await bench.filesLeft()).toHaveLength(3);
  });

  it("warns of a small photo", async () => {
    const { body } = await send(form(["view", "front"], ["image", await makePhoto(400, 300, "png")]));
    expect(body.warnings).toEqual(["The front photo is 400 × 300 pixels; 1024 or more on its shorter side makes a sharper model."]);
  });
});

describe("an upload that is refused leaves nothing", () => {
  const text = Buffer.from("no photo");
  const cases: Record<string, [BodyInit | (() => FormData), number, string]> = {
    "no view": [() => form(["image", photo]), 400, "invalid_request"],
    "a view that there is not": [() => form(["view", "inside"], ["image", photo]), 400, "invalid_request"],
    "two views": [() => form(["view", "front"], ["view", "back"], ["image", photo]), 400, "invalid_request"],
    "a view of 1 MB": [() => form(["view", "f".repeat(1_000_000)], ["image", photo]), 400, "invalid_request"],
    "no photo": [() => form(["view", "front"]), 400, "invalid_request"],
    "a photo as text": [() => form(["view", "front"], ["image", "data:image/png;base64,AAAA"]), 400, "invalid_request"],
    "two photos": [() => form(["view", "front"], ["image", photo], ["image", photo]), 400, "invalid_request"],
    "a photo by another name": [() => form(["view", "front"], ["picture", photo]), 400, "invalid_request"],
    "too many fields": [() => form(["a", "1"], ["b", "2"], ["c", "3"], ["d", "4"], ["e", "5"], ["view", "front"], ["image", photo]), 400, "invalid_request"],
    "text as a photo": [() => form(["view", "back"], ["image", text]), 400, "image_unreadable"],
    "an empty file": [() => form(["view", "back"], ["image", Buffer.alloc(0)]), 400, "image_unreadable"],
    "JSON": ['{"view":"front"}', 415, "unsupported_media_type"],
  };
  for (const [name, [body, status, code]] of Object.entries(cases)) {
    it(name, async () => {
      expect(await send(typeof body === "function" ? body() : body)).toMatchObject({ status, body: { code } });
      await expectNothingLeft();
    });
  }

  it("names the view of a bad photo", async () => {
    expect((await send(form(["image", text], ["view", "top"]))).body).toMatchObject({ code: "image_unreadable", view: "top" });
  });

  it("says how much is taken, with and without a declared length", async () => {
    const large = new Uint8Array(MAX_IMAGE_BYTES + 1);
    large.set(photo);
    expect(await send(form(["view", "front"], ["image", large]))).toMatchObject({ status: 413, body: { code: "payload_too_large", limit: MAX_IMAGE_BYTES } });
    expect(await send(form(["view", "front"], ["image", new Uint8Array(MAX_IMAGE_BYTES + 100_000)]))).toMatchObject({ status: 413, body: { code: "payload_too_large" } });
    await expectNothingLeft();
  });

  it("a form without its boundary, with a wrong one, and one that ends early", async () => {
    const start = '--edge\r\ncontent-disposition: form-data; name="view"\r\n\r\nfront\r\n--edge\r\ncontent-disposition: form-data; name="image"; filename="a.png"\r\n\r\nabc';
    for (const [type, body] of [["multipart/form-data;", start], ["multipart/form-data; boundary=other", start], ["multipart/form-data; boundary=edge", start], ["multipart/form-data; boundary=edge", "--edge\r\n"], ["multipart/form-data; boundary=edge", ""]]) {
      expect(await send(body ?? "", { "content-type": type ?? "" }), type).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    }
    await expectNothingLeft();
  });
});

describe("a client that goes away", () => {
  const head = '--edge\r\ncontent-disposition: form-data; name="view"\r\n\r\nfront\r\n';
  const image = '--edge\r\ncontent-disposition: form-data; name="image"; filename="a.png"\r\n\r\n';
  for (const [name, sent] of Object.entries({ "after the headers": "", "after a field": head, "at the photo": head + image, "within the photo": head + image + "x".repeat(200_000) })) {
    it(`${name} leaves nothing`, async () => {
      outcome = Promise.withResolvers();
      const request = sendRequest(address, { method: "POST", headers: { "content-type": "multipart/form-data; boundary=edge", "content-length": 1_000_000 } });
      request.on("error", () => undefined);
      await new Promise<void>((resolve) => (sent === "" ? (request.flushHeaders(), setImmediate(resolve)) : request.write(sent, () => resolve())));
      // Until the server is within the request: before that there is nothing to break off.
      const deadline = Date.now() + 10_000;
      while (!(await new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count))))) {
        if (Date.now() > deadline) throw new Error("The server saw no connection.");
        await pause(5);
      }
      request.destroy();
      if (sent !== "") await expect(outcome.promise).rejects.toMatchObject({ code: "invalid_request" });
      await expectNothingLeft();
    });
  }

  it("or is told to stop, leaves nothing", async () => {
    const stop = new AbortController();
    const reason = new Error("shutting down");
    const received = Promise.withResolvers<unknown>();
    const own = createServer((request) => {
      request.once("data", () => stop.abort(reason));
      receiveSourceImage(request, { files: bench.files, userId: USER, signal: stop.signal }).catch(received.resolve);
    });
    await new Promise<void>((resolve) => own.listen(0, "127.0.0.1", resolve));
    const request = sendRequest(`http://127.0.0.1:${(own.address() as AddressInfo).port}`, { method: "POST", headers: { "content-type": "multipart/form-data; boundary=edge" } });
    request.on("error", () => undefined).write(head + image);
    expect(await received.promise).toBe(reason);
    request.destroy();
    own.closeAllConnections();
    await new Promise((resolve) => own.close(resolve));
    await expectNothingLeft();
  });
});

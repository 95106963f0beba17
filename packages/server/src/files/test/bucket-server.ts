import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

interface Upload {
  key: string;
  contentType: string;
  parts: Map<number, Buffer>;
  initiatedAt: Date;
}

export interface BucketServer {
  endpoint: string;
  objects: Map<string, { bytes: Buffer; contentType: string; modifiedAt: Date }>;
  /** Uploads in parts that are neither completed nor given up, by their ids. */
  unfinished: Map<string, Upload>;
  requests: { method: string; path: string; headers: IncomingMessage["headers"] }[];
  /** Every request is answered with this status while it is set. */
  failWith: number | null;
  close(): Promise<void>;
}

const PAGE_SIZE = 2;
/** Of all parts but the last ("Amazon S3 multipart upload limits"). */
const LEAST_PART_BYTES = 5 * 1024 * 1024;

/** As much of the S3 protocol as a storage needs: put, get with ranges, head, delete, uploads in parts, and lists in small pages. Path style only. */
export async function startBucketServer(bucket: string): Promise<BucketServer> {
  const objects: BucketServer["objects"] = new Map();
  const state: Pick<BucketServer, "requests" | "failWith"> = { requests: [], failWith: null };
  const unfinished: BucketServer["unfinished"] = new Map();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://bucket");
    state.requests.push({ method: request.method ?? "", path: request.url ?? "", headers: request.headers });
    answer(request, response, url).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (state.failWith !== null) return refuse(response, state.failWith, "Refused");
    if (!request.headers.authorization?.startsWith("AWS4-HMAC-SHA256 ")) return refuse(response, 403, "AccessDenied");
    const [, name, ...rest] = decodeURIComponent(url.pathname).split("/");
    if (name !== bucket) return refuse(response, 404, "NoSuchBucket");
    const key = rest.join("/");
    if (url.searchParams.has("uploads") || url.searchParams.has("uploadId")) return upload(request, response, url, key);
    if (key === "") return request.method === "HEAD" ? void response.writeHead(200).end() : list(response, url);
    if (request.method === "PUT") {
      const bytes = await buffer(request);
      if (bytes.length !== Number(request.headers["content-length"])) return refuse(response, 400, "IncompleteBody");
      objects.set(key, { bytes, contentType: request.headers["content-type"] ?? "", modifiedAt: new Date() });
      return void response.writeHead(200, { etag: '"1"' }).end();
    }
    if (request.method === "DELETE") {
      objects.delete(key);
      return void response.writeHead(204).end();
    }
    send(request, response, key);
  }

  async function upload(request: IncomingMessage, response: ServerResponse, url: URL, key: string): Promise<void> {
    const answerXml = (xml: string) => void response.writeHead(200, { "content-type": "application/xml" }).end(`<?xml version="1.0"?>${xml}`);
    if (url.searchParams.has("uploads") && request.method === "GET") {
      const listed = [...unfinished].filter(([, { key: of }]) => of.startsWith(url.searchParams.get("prefix") ?? ""));
      return answerXml(`<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${listed.map(([id, { key: of, initiatedAt }]) => `<Upload><Key>${of}</Key><UploadId>${id}</UploadId><Initiated>${initiatedAt.toISOString()}</Initiated></Upload>`).join("")}</ListMultipartUploadsResult>`);
    }
    if (url.searchParams.has("uploads")) {
      const id = randomUUID();
      unfinished.set(id, { key, contentType: request.headers["content-type"] ?? "", parts: new Map(), initiatedAt: new Date() });
      return answerXml(`<InitiateMultipartUploadResult><Bucket>${bucket}</Bucket><Key>${key}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    const id = url.searchParams.get("uploadId") ?? "";
    const begun = unfinished.get(id);
    const body = await buffer(request);
    if (begun?.key !== key) return refuse(response, 404, "NoSuchUpload");
    if (request.method === "DELETE") {
      unfinished.delete(id);
      return void response.writeHead(204).end();
    }
    if (request.method === "PUT") {
      const number = Number(url.searchParams.get("partNumber"));
      begun.parts.set(number, body);
      return void response.writeHead(200, { etag: `"part-${number}"` }).end();
    }
    const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) => begun.parts.get(Number(number)));
    const parts = named.flatMap((part) => part ?? []);
    if (parts.length !== named.length || named.length === 0) return refuse(response, 400, "InvalidPart");
    if (parts.slice(0, -1).some(({ length }) => length < LEAST_PART_BYTES)) return refuse(response, 400, "EntityTooSmall");
    unfinished.delete(id);
    objects.set(key, { bytes: Buffer.concat(parts), contentType: begun.contentType, modifiedAt: new Date() });
    answerXml(`<CompleteMultipartUploadResult><Bucket>${bucket}</Bucket><Key>${key}</Key><ETag>"1"</ETag></CompleteMultipartUploadResult>`);
  }

  function send(request: IncomingMessage, response: ServerResponse, key: string): void {
    const object = objects.get(key);
    if (!object) return refuse(response, 404, "NoSuchKey");
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
    const bytes = from === undefined ? object.bytes : object.bytes.subarray(Number(from), to ? Number(to) + 1 : undefined);
    response.writeHead(from === undefined ? 200 : 206, { "content-length": bytes.length, "content-type": object.contentType, etag: '"1"', "last-modified": object.modifiedAt.toUTCString() });
    response.end(request.method === "HEAD" ? undefined : bytes);
  }

  function list(response: ServerResponse, url: URL): void {
    const prefix = url.searchParams.get("prefix") ?? "";
    const start = Number(url.searchParams.get("continuation-token") ?? 0);
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    const page = keys.slice(start, start + PAGE_SIZE);
    const more = start + PAGE_SIZE < keys.length;
    const contents = page.map((key) => `<Contents><Key>${key}</Key><Size>${objects.get(key)?.bytes.length}</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`).join("");
    const next = more ? `<NextContinuationToken>${start + PAGE_SIZE}</NextContinuationToken>` : "";
    response.writeHead(200, { "content-type": "application/xml" });
    response.end(`<?xml version="1.0"?><ListBucketResult><Name>${bucket}</Name><IsTruncated>${more}</IsTruncated>${contents}${next}</ListBucketResult>`);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    unfinished,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

import { archiveAnswerSchema, archiveModelsRequestSchema, PATHS, startArchiveRequestSchema, type Archive } from "@model-3d/contract";
import { refuse, respondWithText } from "./fake-answers.ts";
import type { FakeBatches } from "./fake-batches.ts";

const ACCEPTED = 202;
const PARTIAL = 206;
const MADE_AT = new Date(Date.UTC(2026, 0, 5, 9, 30)).toISOString();
/** Never over while tests run. */
const KEPT_UNTIL = new Date(Date.UTC(2199, 0, 1)).toISOString();
const SERVERS_OWN_ADDRESS = "https://shop.example/api";

/** The API that they are part of. */
export interface ArchivesHost {
  readonly batches: FakeBatches;
  createId(): string;
}

/** The stored archives of an API in memory: asked for by requests, packed by the test. */
export class FakeArchives {
  readonly all: Archive[] = [];
  /** What is in the file of each. */
  content = "0123456789";
  /** After how many bytes each next answer breaks off; once there is none any more, answers come whole. */
  readonly breaks: number[] = [];
  /** Whether it gives no parts, as to somebody whose session is over. */
  isRefusingParts = false;
  /** The part that each request for a file asked for, and of which file. */
  readonly ranges: [range: string | null, ifRange: string | null][] = [];
  readonly #host: ArchivesHost;

  constructor(host: ArchivesHost) {
    this.#host = host;
  }

  async answer(request: Request, path: string): Promise<Response | undefined> {
    if (path === PATHS.modelArchive && request.method === "POST") return this.#sendSelection(await request.json());
    if (!path.startsWith(PATHS.modelArchives)) return undefined;
    if (request.method === "POST") return this.#start(await request.json());
    const [id = "", part] = path.slice(PATHS.modelArchives.length + 1).split("/");
    const archive = this.all.find((kept) => kept.id === id);
    if (archive === undefined) return refuse("not_found");
    return part === "file" ? this.#send(request) : tell(archive);
  }

  pack(archive: Archive, missing = 0): void {
    Object.assign(archive, { status: "SUCCEEDED", missing, bytes: this.content.length, url: `${SERVERS_OWN_ADDRESS}${PATHS.modelArchives}/${archive.id}/file` });
  }

  fail(archive: Archive, reason: string): void {
    Object.assign(archive, { status: "FAILED", reason });
  }

  /** As when the time of all of them is over. */
  sweep(): void {
    this.all.length = 0;
  }

  #sendSelection(body: unknown): Response {
    const { modelIds } = archiveModelsRequestSchema.parse(body);
    return new Response("PK", { headers: { "Content-Type": "application/zip", "X-Models": String(modelIds.length) } });
  }

  #start(body: unknown): Response {
    const { batchId, format } = startArchiveRequestSchema.parse(body);
    const models = this.#host.batches.all.find(({ batch }) => batch.id === batchId)?.batch.counts.succeeded ?? 0;
    if (models === 0) return refuse("nothing_to_archive");
    const same = this.all.find((kept) => kept.format === format && kept.models === models && kept.status !== "FAILED" && !kept.missing);
    if (same !== undefined) return tell(same);
    const archive: Archive = { id: this.#host.createId(), format, name: `batch-${format}.zip`, status: "PENDING", models, missing: null, bytes: null, url: null, reason: null, created_at: MADE_AT, expires_at: KEPT_UNTIL };
    this.all.push(archive);
    return tell(archive);
  }

  #send({ headers }: Request): Response {
    const range = headers.get("Range");
    this.ranges.push([range, headers.get("If-Range")]);
    if (range !== null && this.isRefusingParts) return refuse("unauthorized");
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    const rest = new TextEncoder().encode(this.content.slice(from));
    const breaksAfter = this.breaks.shift();
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(breaksAfter === undefined ? rest : rest.slice(0, breaksAfter));
        if (breaksAfter === undefined) controller.close();
        else controller.error(new TypeError("The line broke."));
      },
    }, { highWaterMark: 0 }); // prettier-ignore
    const whole = { "Content-Type": "application/zip", ETag: `"${this.content}"`, "Content-Length": String(rest.length) };
    return range === null ? new Response(body, { headers: whole }) : new Response(body, { status: PARTIAL, headers: { ...whole, "Content-Range": `bytes ${from}-${this.content.length - 1}/${this.content.length}` } });
  }
}

function tell(archive: Archive): Response {
  return respondWithText(JSON.stringify(archiveAnswerSchema.parse({ success: true, archive })), archive.url === null ? ACCEPTED : 200);
}

import { exportAnswerSchema, exportFormatsAnswerSchema, EXPORT_FORMATS, exportNewsSchema, LENGTH_UNITS, PATHS, startExportRequestSchema, type StartExportRequest, type ExportAnswer, type ExportFailure, type ExportFormat, type ExportFormatEntry, type HonestyCard, type Model, type StreamEvent } from "@model-3d/contract";
import { refuse, respond, respondWithText } from "./fake-answers.ts";

const EXPIRES_AT = new Date(Date.UTC(2026, 0, 6)).toISOString();

/** The API that they are part of. */
export interface ExportsHost {
  readonly models: readonly Model[];
  createId(): string;
  send(event: StreamEvent): void;
}

/** The exports of an API in memory: started by requests, moved on by the test. */
export class FakeExports {
  readonly all: ExportAnswer[] = [];
  /** What was asked for, in order. */
  readonly asked: StartExportRequest[] = [];
  /** Formats that are not as usual, by their names. */
  readonly unusual: Partial<Record<ExportFormat, Partial<ExportFormatEntry>>> = {};
  /** Where the files of ready exports are. */
  url = "/fake/export";
  readonly #keys = new Map<string, ExportAnswer>();
  readonly #names = new Map<ExportAnswer, string>();
  readonly #host: ExportsHost;

  constructor(host: ExportsHost) {
    this.#host = host;
  }

  answer(route: string, request: Request, query: URLSearchParams): Response | Promise<Response> | undefined {
    if (route === `GET ${PATHS.exportFormats}`) return this.#formats();
    if (route === `POST ${PATHS.convertToCad}`) return this.#start(request);
    if (route === `GET ${PATHS.convertToCad}`) return this.#show(query.get("exportId") ?? "");
    return undefined;
  }

  #formats(): Response {
    const formats = EXPORT_FORMATS.map((format) => ({
      format,
      use: format === "glb" ? "Web, AR and game engines." : `${format} is of use.`,
      extension: format === "obj" || format === "gltf" ? "zip" : format,
      media_type: "application/octet-stream",
      available: true,
      how: format === "glb" ? "direct" : "made",
      options: ["realSize"],
      units: [...LENGTH_UNITS],
      default_unit: "mm",
      default_up_axis: "z",
      default_max_faces: null,
      card: null,
      ...this.unusual[format],
    }));
    return respond(exportFormatsAnswerSchema.parse({ success: true, formats }));
  }

  async #start(request: Request): Promise<Response> {
    const parsed = startExportRequestSchema.safeParse(await request.json());
    if (!parsed.success) return refuse("invalid_request", { issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message })) });
    const { modelId, format, options, name = "model" } = parsed.data;
    this.asked.push(parsed.data);
    const model = this.#host.models.find(({ id }) => id === modelId);
    if (model === undefined) return refuse("not_found");
    if (model.status !== "SUCCEEDED") return refuse("not_succeeded");
    if (this.unusual[format]?.available === false) return refuse("format_unavailable");
    const key = JSON.stringify([modelId, format, options ?? {}]);
    const known = this.#keys.get(key);
    if (known !== undefined && known.status !== "FAILED") return answerOf(known);
    const isDirect = format === "glb" && options?.realSize === undefined;
    const made = exportAnswerSchema.parse({
      success: true, exportId: isDirect ? null : this.#host.createId(), modelId, format, status: isDirect ? "SUCCEEDED" : "PENDING", progress: isDirect ? 100 : 0, how: isDirect ? "direct" : "made",
      url: isDirect ? (model.model_urls["glb"] ?? null) : null, expires_at: isDirect ? EXPIRES_AT : null, file_name: isDirect ? `model-v${model.version}.glb` : null, media_type: null, card: null, failure: null,
    }); // prettier-ignore
    this.#keys.set(key, made);
    this.#names.set(made, name);
    this.all.push(made);
    return answerOf(made);
  }

  #show(exportId: string): Response {
    const found = this.all.find((made) => made.exportId === exportId);
    return found === undefined ? refuse("not_found") : answerOf(found);
  }

  progress(exportId: string, progress: number): void {
    this.#move("export.progress", exportId, { status: "IN_PROGRESS", progress });
  }

  ready(exportId: string, card: HonestyCard | null = null): void {
    const made = this.#find(exportId);
    const { format } = made;
    const name = (this.#names.get(made) ?? "model").replaceAll(" ", "-");
    this.#move("export.ready", exportId, { status: "SUCCEEDED", progress: 100, url: this.url, expires_at: EXPIRES_AT, file_name: `${name}-v1.${format}`, media_type: "application/octet-stream", card });
  }

  fail(exportId: string, failure: ExportFailure): void {
    this.#move("export.failed", exportId, { status: "FAILED", failure });
  }

  #move(type: "export.progress" | "export.ready" | "export.failed", exportId: string, to: Partial<ExportAnswer>): void {
    const { modelId: model_id, ...made } = Object.assign(this.#find(exportId), to);
    this.#host.send({ type, export: exportNewsSchema.parse({ ...made, id: exportId, model_id }) });
  }

  #find(exportId: string): ExportAnswer {
    const found = this.all.find((made) => made.exportId === exportId);
    if (found === undefined) throw new Error(`no export ${exportId}`);
    return found;
  }
}

function answerOf(made: ExportAnswer): Response {
  const isUnderWay = made.status === "PENDING" || made.status === "IN_PROGRESS";
  return respondWithText(JSON.stringify(exportAnswerSchema.parse(made)), isUnderWay ? 202 : 200);
}

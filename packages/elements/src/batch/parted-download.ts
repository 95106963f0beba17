/** Chunks are small, and so many of them that each as a file of its own would weigh more than what is in it. */
const PIECE_BYTES = 8 * 1024 * 1024;

export interface PartedDownloadOptions {
  /** Asks for the file, or with these headers for the rest of it. */
  fetchPart: (headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<Response>;
  onLoaded: (bytes: number) => void;
}

/** A file whose bytes stay when the line breaks: the next run asks for the rest of it alone, or for all of it where it is another file by then. */
export class PartedDownload {
  readonly #options: PartedDownloadOptions;
  #parts: Blob[] = [];
  #loaded = 0;
  #total = Number.NaN;
  #tag: string | null = null;
  #type = "application/octet-stream";

  constructor(options: PartedDownloadOptions) {
    this.#options = options;
  }

  get loaded(): number {
    return this.#loaded;
  }

  /** Throws what `fetchPart` throws, or what reading does; what came before that is kept for the next run. */
  async run(signal: AbortSignal): Promise<Blob> {
    if (this.#loaded !== this.#total) await this.#read(await this.#ask(signal), signal);
    return new Blob(this.#parts, { type: this.#type });
  }

  async #ask(signal: AbortSignal): Promise<Response> {
    const isRest = this.#loaded > 0 && this.#tag !== null;
    const response = await this.#options.fetchPart(isRest ? { Range: `bytes=${this.#loaded}-`, "If-Range": this.#tag ?? "" } : {}, signal);
    if (!isRest || response.status !== 206) this.#begin(response);
    return response;
  }

  #begin({ headers }: Response): void {
    this.#parts = [];
    this.#loaded = 0;
    this.#tag = headers.get("ETag");
    this.#type = headers.get("Content-Type") ?? this.#type;
    // A body that is packed on its way is counted unpacked.
    this.#total = headers.get("Content-Encoding") === null ? Number(headers.get("Content-Length") ?? Number.NaN) : Number.NaN;
  }

  async #read({ body }: Response, signal: AbortSignal): Promise<void> {
    const reader = body?.getReader();
    let chunks: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    const keep = (): void => {
      if (bytes > 0) this.#parts.push(new Blob(chunks));
      chunks = [];
      bytes = 0;
    };
    try {
      for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
        signal.throwIfAborted();
        chunks.push(next.value);
        bytes += next.value.byteLength;
        this.#loaded += next.value.byteLength;
        if (bytes >= PIECE_BYTES) keep();
        this.#options.onLoaded(this.#loaded);
      }
    } finally {
      keep();
      // What nobody reads any more is not to come any more; a line that broke has nothing to end.
      void reader?.cancel().catch(() => undefined);
    }
  }
}

import type { View } from "@model-3d/contract";
import type { CoachReply, CoachRequest } from "./coach-requests.ts";
import type { PhotoExamination, PhotoExaminer } from "./photo-examiner.ts";
import type { PhotoFinding } from "./photo-finding.ts";

export interface PhotoCoachOptions {
  /** Starts the thread; by default the one that lies beside this file. */
  createWorker?: () => Worker;
}

interface Waiting {
  request: CoachRequest;
  signal: AbortSignal | undefined;
  settle: (reply: CoachReply) => void;
}

type Question = { ask: "examine"; key: string; source: Blob | ImageBitmap } | { ask: "judge"; keys: Partial<Record<View, string>> };

const startWorker = (): Worker => new Worker(new URL("./coach-worker.ts", import.meta.url), { type: "module" });

/**
 * Looks at photos in the browser before anything is sent or paid, with the generator's own masks.
 *
 * It works in a thread of its own. Where the page may not have one (a policy that refuses it, a script from another
 * host), it works in the page, step by step, with room for the page in between.
 *
 * @example
 * const coach = new PhotoCoach();
 * await coach.examine("a", frontFile);
 * await coach.examine("b", backFile);
 * for (const { view, code } of await coach.judge({ front: "a", back: "b" })) console.log(view, code);
 * coach.close();
 */
export class PhotoCoach {
  readonly #createWorker: () => Worker;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #inPage: Promise<PhotoExaminer> | null = null;
  #nextId = 1;

  constructor({ createWorker = startWorker }: PhotoCoachOptions = {}) {
    this.#createWorker = createWorker;
  }

  /** Whether it had to do without a thread. */
  get isInPage(): boolean {
    return this.#inPage !== null;
  }

  /** Measures a photo and keeps the result under `key`. Rejects when it cannot be read, or with the signal's reason. */
  async examine(key: string, source: Blob | ImageBitmap, { signal }: { signal?: AbortSignal } = {}): Promise<PhotoExamination> {
    const reply = await this.#ask({ ask: "examine", key, source }, signal);
    if ("examination" in reply) return reply.examination;
    throw new Error("failure" in reply ? reply.failure : "The photo was not measured.");
  }

  /** What is wrong with the photos under these views. Those that were not examined are left out. */
  async judge(keys: Partial<Record<View, string>>, { signal }: { signal?: AbortSignal } = {}): Promise<PhotoFinding[]> {
    const reply = await this.#ask({ ask: "judge", keys }, signal);
    if ("findings" in reply) return reply.findings;
    throw new Error("failure" in reply ? reply.failure : "The photos were not judged.");
  }

  forget(key: string): void {
    this.#worker?.postMessage({ id: 0, ask: "forget", key } satisfies CoachRequest);
    void this.#inPage?.then((examiner) => examiner.forget(key));
  }

  /** Ends the thread. What is still waited for is rejected. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#inPage = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { request, settle } of waiting) settle({ id: request.id, failure: "The photo coach was closed." });
  }

  async #ask(question: Question, signal: AbortSignal | undefined): Promise<CoachReply> {
    signal?.throwIfAborted();
    const request = { ...question, id: this.#nextId++ };
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#waiting.delete(request.id);
        this.#worker?.postMessage({ id: 0, ask: "cancel", of: request.id } satisfies CoachRequest);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort, { once: true });
      const settle = (reply: CoachReply): void => {
        signal?.removeEventListener("abort", abort);
        resolve(reply);
      };
      const waiting = { request, signal, settle };
      this.#waiting.set(request.id, waiting);
      this.#send(waiting);
    });
  }

  #send(waiting: Waiting): void {
    if (this.#inPage === null) this.#worker ??= this.#openWorker();
    if (this.#worker === null) void this.#answerInPage(waiting);
    else this.#worker.postMessage(waiting.request);
  }

  #openWorker(): Worker | null {
    let worker: Worker;
    try {
      worker = this.#createWorker();
    } catch {
      this.#moveIntoPage();
      return null;
    }
    worker.addEventListener("message", ({ data }: MessageEvent<CoachReply>) => this.#settle(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (worker !== this.#worker) return;
      worker.terminate();
      this.#worker = null;
      this.#moveIntoPage();
      for (const waiting of [...this.#waiting.values()]) void this.#answerInPage(waiting);
    });
    return worker;
  }

  #moveIntoPage(): void {
    this.#inPage ??= import("./photo-examiner.ts").then(({ PhotoExaminer }) => new PhotoExaminer());
  }

  async #answerInPage({ request, signal }: Waiting): Promise<void> {
    const { id } = request;
    const pause = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
    };
    try {
      const examiner = await this.#inPage;
      if (examiner === null) return;
      if (request.ask === "judge") this.#settle({ id, findings: examiner.judge(request.keys) });
      if (request.ask === "examine") this.#settle({ id, examination: await examiner.examine(request.key, request.source, pause) });
    } catch (error) {
      this.#settle({ id, failure: error instanceof Error ? error.message : String(error) });
    }
  }

  #settle(reply: CoachReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    waiting?.settle(reply);
  }
}

import type { Model } from "@model-3d/contract";
import type { ReactiveController } from "lit";
import type { Model3DElement } from "../base/model-3d-element.ts";
import { describeTime, describeTimeBriefly, loadPastRuns, type PastRuns } from "./estimate-time.ts";

/** How often the time left is counted anew. */
const CLOCK_MS = 2_000;

/** What the server said of the time that its last answer's model takes. */
export interface ToldTime {
  modelId: string;
  text: string;
  isOfWaiting: boolean;
}

/** Says how long a generation still takes while one runs: by the user's earlier models, else in the server's words. */
export class TimeLeft implements ReactiveController {
  readonly #host: Model3DElement;
  readonly #isMaking: () => boolean;
  #pastRuns: PastRuns | undefined;
  #nowMs = 0;
  #clock: ReturnType<typeof setInterval> | undefined;
  told: ToldTime | null = null;

  constructor(host: Model3DElement, isMaking: () => boolean) {
    this.#host = host;
    this.#isMaking = isMaking;
    host.addController(this);
  }

  hostUpdate(): void {
    if (!this.#isMaking()) return this.#stop();
    if (this.#clock === undefined && this.#host.isConnected) this.#start();
  }

  hostDisconnected(): void {
    this.#stop();
  }

  of(generation: Model): string {
    const { told } = this;
    const { messages } = this.#host;
    const isTold = told?.modelId === generation.id && (!told.isOfWaiting || generation.status === "PENDING");
    if (isTold && told.isOfWaiting) return messages.describeStart(told.text);
    if (this.#pastRuns === undefined) return "";
    return describeTime(generation, this.#pastRuns, this.#nowMs, messages) ?? (isTold ? messages.describeStart(told.text) : messages.timeUnknown);
  }

  /** In a few words, where there is room for no more; empty while nothing can be said. */
  briefly(generation: Model): string {
    return this.#pastRuns === undefined ? "" : describeTimeBriefly(generation, this.#pastRuns, this.#nowMs, this.#host.messages);
  }

  #start(): void {
    const tick = (): void => {
      this.#nowMs = this.#host.activeClient.serverNow();
      this.#host.requestUpdate();
    };
    this.#nowMs = this.#host.activeClient.serverNow();
    this.#clock = setInterval(tick, CLOCK_MS);
    const learn = (pastRuns: PastRuns): void => {
      this.#pastRuns = pastRuns;
      this.#host.requestUpdate();
    };
    // Without them nothing is said of the time; the generation itself goes on.
    loadPastRuns(this.#host.activeClient).then(learn, () => learn(new Map()));
  }

  #stop(): void {
    clearInterval(this.#clock);
    this.#clock = undefined;
  }
}

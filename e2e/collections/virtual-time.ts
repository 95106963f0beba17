import { setTimeout as pause } from "node:timers/promises";
import type { ServiceWatch } from "./watch-service.ts";

const STEP_MS = 120_000;
const LOOK_MS = 25;
const SECOND_MS = 1_000;
const QUIET_MS = 1_500;

/** The service's time, which stands still but for the steps that are made with it. */
export class VirtualTime {
  #at = Date.now();

  readonly clock = { now: () => new Date(this.#at) };

  /**
   * Two minutes pass in one moment when every place of the service is taken, or when nothing more has come to it for a while: so its limit is
   * reached again and again however slow the machine is, and nobody waits for tasks that take minutes. With a `pace` it
   * stands still while more models than that have been made in a second.
   */
  async pass(service: ServiceWatch, { places, pace }: { places: number; pace: number }, signal: AbortSignal): Promise<void> {
    const started = performance.now();
    while (!signal.aborted) {
      const mayPass = (service.ended / pace) * SECOND_MS <= performance.now() - started;
      const isQuiet = performance.now() - service.heardAt > QUIET_MS;
      if (mayPass && (service.open >= places || (service.open > 0 && isQuiet))) {
        this.#at += STEP_MS;
        service.heardAt = performance.now();
      }
      await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

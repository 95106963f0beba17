const SECOND_MS = 1_000;

/** Hears the simulator's lines: how many tasks were open at once, how many requests came within any second, and how often it had to refuse. */
export class ServiceWatch {
  readonly #open = new Set<string>();
  #recent: number[] = [];
  mostOpen = 0;
  mostInASecond = 0;
  refusals = 0;
  /** Tasks that were open and are not any more. */
  ended = 0;
  /** When it last heard anything of a task, by `performance.now()`. */
  heardAt = 0;

  get open(): number {
    return this.#open.size;
  }

  readonly log = (line: string): void => {
    const [, path, status] = /^[A-Z]+ (\S+) → (\w+)$/.exec(line) ?? [];
    if (status === "429") this.refusals += 1;
    if (path?.startsWith("/openapi")) this.#countRequest();
    const [, id, state] = /^task (\S+) (\w+)/.exec(line) ?? [];
    if (id === undefined || state === undefined) return;
    this.heardAt = performance.now();
    if (state === "PENDING" || state === "IN_PROGRESS") this.#open.add(id);
    else if (this.#open.delete(id)) this.ended += 1;
    this.mostOpen = Math.max(this.mostOpen, this.#open.size);
  };

  #countRequest(): void {
    const now = performance.now();
    this.#recent = this.#recent.filter((at) => at > now - SECOND_MS);
    this.#recent.push(now);
    this.mostInASecond = Math.max(this.mostInASecond, this.#recent.length);
  }
}

/** Hears the simulator's lines: how many tasks were open at once, and how often it had to refuse. */
export class ServiceWatch {
  readonly #open = new Set<string>();
  mostOpen = 0;
  refusals = 0;

  readonly log = (line: string): void => {
    if (/ 429\b/.test(line)) this.refusals += 1;
    const [, id, status] = /^task (\S+) (\w+)/.exec(line) ?? [];
    if (id === undefined || status === undefined) return;
    if (status === "PENDING" || status === "IN_PROGRESS") this.#open.add(id);
    else this.#open.delete(id);
    this.mostOpen = Math.max(this.mostOpen, this.#open.size);
  };
}

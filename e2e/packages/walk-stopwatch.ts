const TOLD_WIDTH = 8;

/** What a stranger does, step by step, with the seconds since they began. */
export class WalkStopwatch {
  private readonly started = performance.now();
  private readonly lines: string[] = [];

  /** @returns seconds since the walk began. */
  note(step: string): number {
    const seconds = (performance.now() - this.started) / 1000;
    this.lines.push(`${`${seconds.toFixed(0)} s`.padStart(TOLD_WIDTH)}  ${step}`);
    return seconds;
  }

  told(): string {
    return this.lines.join("\n");
  }
}

export interface RouteTimes {
  count: number;
  p50Ms: number;
  p99Ms: number;
}

const P99 = 0.99;
const P50 = 0.5;

/** How long the answers of a route took, kept as counts of milliseconds: a run of any length takes the same memory. */
export class RouteWatch {
  readonly #times = new Map<string, Map<number, number>>();

  readonly note = (name: string, ms: number): void => {
    const times = this.#times.get(name) ?? new Map<number, number>();
    this.#times.set(name, times);
    const whole = Math.round(ms);
    times.set(whole, (times.get(whole) ?? 0) + 1);
  };

  summary(): Record<string, RouteTimes> {
    return Object.fromEntries([...this.#times].map(([name, times]) => [name, summarise(times)]));
  }
}

function summarise(times: ReadonlyMap<number, number>): RouteTimes {
  const sorted = [...times].sort(([one], [other]) => one - other);
  const count = sorted.reduce((sum, [, seen]) => sum + seen, 0);
  const quantile = (share: number) => {
    let passed = 0;
    return sorted.find(([, seen]) => (passed += seen) > count * share)?.[0] ?? sorted.at(-1)?.[0] ?? 0;
  };
  return { count, p50Ms: quantile(P50), p99Ms: quantile(P99) };
}

import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { METRICS, type CountName, type DurationName, type LabelsOf, type MetricName, type StateName } from "./metric-definitions.ts";

/** One figure of a state, with its labels. */
export interface StateFigure<Name extends StateName = StateName> {
  readonly labels: LabelsOf<Name>;
  readonly value: number;
}

/** All figures of the states that were read; one that is left out could not be. */
export type States = { readonly [Name in StateName]?: readonly StateFigure<Name>[] };

export interface Metrics {
  /** Adds to a count of `METRICS`; 1 when nothing is said. */
  count<Name extends CountName>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  /** Notes a time of `METRICS`, in seconds. */
  observe<Name extends DurationName>(name: Name, seconds: number, labels: LabelsOf<Name>): void;
  /** Takes the states of the moment in place of the former ones. */
  setStates(states: States): void;
  /** All figures in Prometheus' text format 0.0.4. */
  readonly contentType: string;
  toText(): Promise<string>;
}

/** From a local call to the slowest generation. */
const BUCKETS_S = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800];
const PREFIX = "model_3d_";

/** The figures of one `Model3D`, in a registry of their own: several in one process, and the host's own metrics, do not meet. They count from the start of the process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const counters = new Map<MetricName, Counter>();
  const histograms = new Map<MetricName, Histogram>();
  const gauges = new Map<MetricName, Gauge>();
  for (const [name, { kind, help, labels }] of Object.entries(METRICS) as [MetricName, (typeof METRICS)[MetricName]][]) {
    const settings = { help, labelNames: [...labels] as string[], registers: [registry] };
    if (kind === "count") counters.set(name, new Counter({ ...settings, name: `${PREFIX}${name}_total` }));
    else if (kind === "state") gauges.set(name, new Gauge({ ...settings, name: `${PREFIX}${name}` }));
    else histograms.set(name, new Histogram({ ...settings, name: `${PREFIX}${name}_seconds`, buckets: BUCKETS_S }));
  }
  return {
    contentType: registry.contentType,
    count: (name, labels, by = 1) => counters.get(name)?.inc({ ...labels }, by),
    observe: (name, seconds, labels) => histograms.get(name)?.observe({ ...labels }, seconds),
    setStates(states) {
      for (const [name, gauge] of gauges) {
        gauge.reset();
        // Without labels a gauge that was reset is 0, which would be said of what could not be read; one with labels has no figure then.
        if (!(name in states) && METRICS[name].labels.length === 0) gauge.remove();
        for (const { labels, value } of states[name as StateName] ?? []) gauge.set({ ...labels }, value);
      }
    },
    toText: () => registry.metrics(),
  };
}

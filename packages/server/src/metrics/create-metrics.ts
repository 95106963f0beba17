import { Counter, Histogram, Registry } from "prom-client";
import { METRICS, type CountName, type DurationName, type LabelsOf, type MetricName } from "./metric-definitions.ts";

export interface Metrics {
  /** Adds to a count of `METRICS`; 1 when nothing is said. */
  count<Name extends CountName>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  /** Notes a time of `METRICS`, in seconds. */
  observe<Name extends DurationName>(name: Name, seconds: number, labels: LabelsOf<Name>): void;
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
  for (const [name, { kind, help, labels }] of Object.entries(METRICS) as [MetricName, (typeof METRICS)[MetricName]][]) {
    const settings = { help, labelNames: [...labels], registers: [registry] };
    if (kind === "count") counters.set(name, new Counter({ ...settings, name: `${PREFIX}${name}_total` }));
    else histograms.set(name, new Histogram({ ...settings, name: `${PREFIX}${name}_seconds`, buckets: BUCKETS_S }));
  }
  return {
    contentType: registry.contentType,
    count: (name, labels, by = 1) => counters.get(name)?.inc({ ...labels }, by),
    observe: (name, seconds, labels) => histograms.get(name)?.observe({ ...labels }, seconds),
    toText: () => registry.metrics(),
  };
}

import type { Metrics } from "./create-metrics.ts";
import type { CountName, LabelsOf } from "./metric-definitions.ts";

const FAILED_BECAUSE = ["user", "host", "provider", "gone", "no_files", "stopped"];
const EXPIRED_BECAUSE = ["provider", "deadline"];

/**
 * Shows the counts that somebody is woken for as 0 from the start. Prometheus' `increase` sees the step from one figure to the next: of a
 * count that first appears as 1 it would never tell.
 */
export function startAtZero(metrics: Pick<Metrics, "count">, providers: readonly string[]): void {
  const zero = <Name extends CountName>(name: Name, labels: LabelsOf<Name>) => metrics.count(name, labels, 0);
  for (const provider of providers) {
    zero("generations", { provider, outcome: "succeeded", reason: "none" });
    for (const reason of FAILED_BECAUSE) zero("generations", { provider, outcome: "failed", reason });
    for (const reason of EXPIRED_BECAUSE) zero("generations", { provider, outcome: "expired", reason });
    for (const result of ["copied", "failed", "refused", "at_risk", "lost"]) zero("provider_files", { provider, result });
    zero("webhook_refused", { provider });
    zero("webhook_given_up", { provider });
    zero("credits_charged", { provider });
  }
  for (const result of ["delivered", "retry", "given_up", "disabled"]) zero("host_event_deliveries", { result });
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const RULES = fileURLToPath(new URL("../../monitoring/prometheus-alerts.yaml", import.meta.url));
const hasTool = spawnSync("promtool", ["--version"]).error === undefined;

interface Case {
  /** Series with their values, in Prometheus' own notation. */
  series: Record<string, string>;
  at: string;
  /** Alerts and whether they are up by then. */
  alerts: Record<string, boolean>;
}

/** What Prometheus' own tool says of the rules; empty where all is as it should be. */
function faultsOf(cases: Record<string, Case>): string {
  const folder = mkdtempSync(join(tmpdir(), "model-3d-rules-"));
  const tests = Object.entries(cases).flatMap(([name, { series, at, alerts }]) => ({
    name,
    interval: "1m",
    input_series: Object.entries(series).map(([figure, values]) => ({ series: figure, values })),
    promql_expr_test: Object.entries(alerts).map(([alert, isUp]) => ({ expr: `count(ALERTS{alertname="${alert}", alertstate="firing"})`, eval_time: at, exp_samples: isUp ? [{ labels: "{}", value: 1 }] : [] })),
  }));
  const file = join(folder, "tests.json");
  writeFileSync(file, JSON.stringify({ rule_files: [RULES], evaluation_interval: "1m", tests }));
  const { status, stdout, stderr } = spawnSync("promtool", ["test", "rules", file]);
  rmSync(folder, { recursive: true });
  return status === 0 ? "" : `${stdout}${stderr}`;
}

const INFO = { 'model_3d_info{version="1",instance="w1"}': "1+0x120" };
const waiting = (queue: string) => ({ ...INFO, [`model_3d_job_age_seconds{queue="${queue}",instance="w1"}`]: "60+60x120" });
const underWay = (deadline: number) => ({ ...INFO, 'model_3d_generations_open_age_seconds{provider="meshy",instance="w1"}': "60+60x120", 'model_3d_generation_deadline_seconds{instance="w1"}': `${deadline}+0x120` });

describe.runIf(hasTool)("the alerts, by Prometheus' own tool", () => {
  it("wake somebody for jobs without which no model is made, and for others tell of it in the morning", () => {
    expect(
      faultsOf({
        "no model begins": { series: waiting("run-generation"), at: "15m", alerts: { Model3dNoWorker: true } },
        "no item of a batch begins": { series: waiting("start-batch-item"), at: "15m", alerts: { Model3dNoWorker: true } },
        "pictures of a batch are being made": { series: waiting("make-derivatives"), at: "15m", alerts: { Model3dNoWorker: false, Model3dWorkersBehind: false } },
        "archives have waited for more than an hour": { series: waiting("run-archive"), at: "80m", alerts: { Model3dNoWorker: false, Model3dWorkersBehind: true } },
      }),
    ).toBe("");
  });

  it("go by the host's own deadline", () => {
    expect(
      faultsOf({
        "two hours": { series: underWay(7200), at: "50m", alerts: { Model3dGenerationsStuck: false } },
        "half an hour": { series: underWay(1800), at: "50m", alerts: { Model3dGenerationsStuck: true } },
      }),
    ).toBe("");
  });

  it("wake somebody for batches that wait while nothing begins, and not for a long line that moves", () => {
    const line = (started: string) => ({ ...INFO, 'model_3d_batch_turn_age_seconds{provider="local",instance="w1"}': "60+60x120", 'model_3d_generations_started_total{provider="local",source="product",kind="first",views="back+front",instance="w1"}': started });
    expect(
      faultsOf({
        "it moves": { series: line("1+1x120"), at: "90m", alerts: { Model3dBatchesStandStill: false } },
        "it moved until a while ago": { series: line("1+1x10 11+0x110"), at: "35m", alerts: { Model3dBatchesStandStill: false } },
        "it stands": { series: line("1+1x10 11+0x110"), at: "60m", alerts: { Model3dBatchesStandStill: true } },
        "nobody waits": { series: { ...line("1+0x120"), 'model_3d_batch_turn_age_seconds{provider="local",instance="w1"}': "0+0x120" }, at: "90m", alerts: { Model3dBatchesStandStill: false } },
      }),
    ).toBe("");
  });

  it("say that nobody tells any figures", () => {
    expect(
      faultsOf({
        "all are gone": { series: { 'up{job="shop",instance="w1"}': "0+0x30" }, at: "20m", alerts: { Model3dSilent: true } },
        "one is there": { series: INFO, at: "20m", alerts: { Model3dSilent: false } },
      }),
    ).toBe("");
  });
});

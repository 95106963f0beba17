import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const RULES = fileURLToPath(new URL("../../monitoring/prometheus-alerts.yaml", import.meta.url));
const { groups } = parse(readFileSync(RULES, "utf8")) as { groups: { rules: { alert: string; labels: Record<string, string>; annotations: Record<string, string> }[] }[] };
const hasTool = spawnSync("promtool", ["--version"]).error === undefined;

interface Case {
  /** Series with their values, in Prometheus' own notation. */
  series: Record<string, string>;
  at: string;
  /** Alerts and whether they are up by then. */
  alerts: Record<string, boolean>;
  /** Where it matters how many of one alert are up: the labels of each and what it says is the matter. */
  each?: Record<string, { labels: Record<string, string>; summary: string }[]>;
}

/** What Prometheus' own tool says of the rules; empty where all is as it should be. */
function faultsOf(cases: Record<string, Case>): string {
  const folder = mkdtempSync(join(tmpdir(), "model-3d-rules-"));
  const tests = Object.entries(cases).flatMap(([name, { series, at, alerts, each = {} }]) => ({
    name,
    interval: "1m",
    input_series: Object.entries(series).map(([figure, values]) => ({ series: figure, values })),
    promql_expr_test: Object.entries(alerts).map(([alert, isUp]) => ({ expr: `count(ALERTS{alertname="${alert}", alertstate="firing"})`, eval_time: at, exp_samples: isUp ? [{ labels: "{}", value: 1 }] : [] })),
    alert_rule_test: Object.entries(each).map(([alert, ups]) => {
      const rule = groups.flatMap(({ rules }) => rules).find((one) => one.alert === alert);
      return { alertname: alert, eval_time: at, exp_alerts: ups.map(({ labels, summary }) => ({ exp_labels: { ...rule?.labels, ...labels }, exp_annotations: { ...rule?.annotations, summary } })) };
    }),
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

  it("tell of files once, however many processes tell of them", () => {
    const told = (instance: string) => ({ [`model_3d_files_waiting{provider="meshy",left="a_third",instance="${instance}"}`]: "3+0x30", [`model_3d_files_waiting{provider="meshy",left="plenty",instance="${instance}"}`]: "40+0x30" });
    const summary = "3 files of meshy are not copied, and the service deletes them soon";
    expect(faultsOf({ "three files, and three processes": { series: { ...INFO, ...told("w1"), ...told("w2"), ...told("web-1") }, at: "20m", alerts: { Model3dFilesAboutToBeLost: true }, each: { Model3dFilesAboutToBeLost: [{ labels: { provider: "meshy" }, summary }] } } })).toBe("");
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

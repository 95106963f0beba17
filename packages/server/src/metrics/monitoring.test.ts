import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { METRICS, type MetricName } from "./metric-definitions.ts";

const read = (name: string) => readFileSync(new URL(`../../monitoring/${name}`, import.meta.url), "utf8");

/** What Prometheus and PromQL add by themselves. */
const GIVEN = ["le", "instance"];
const SUFFIXES = { count: /_total$/, duration: /_seconds_(bucket|count|sum)$/, state: /$/ } as const;

/** The metric that a query's name is of, with its kind's ending. */
function metricOf(series: string): MetricName | undefined {
  return (Object.keys(METRICS) as MetricName[]).find((name) => {
    const rest = series.startsWith(name) ? series.slice(name.length) : null;
    const { kind } = METRICS[name];
    return rest !== null && (kind === "state" ? rest === "" : SUFFIXES[kind].test(rest) && rest.replace(SUFFIXES[kind], "") === "");
  });
}

/** What is wrong with the names in a query: metrics that there are not, labels that they do not have. */
function faultsOf(query: string): string[] {
  const faults: string[] = [];
  const known = new Set<string>(GIVEN);
  for (const [, series = "", matchers = ""] of query.matchAll(/model_3d_(\w+)(?:\{([^}]*)\})?/g)) {
    const name = metricOf(series);
    if (!name) {
      faults.push(`There is no metric model_3d_${series}.`);
      continue;
    }
    for (const label of METRICS[name].labels) known.add(label);
    for (const [, label = ""] of matchers.matchAll(/(\w+)\s*[=!]~?/g)) if (!(METRICS[name].labels as readonly string[]).includes(label)) faults.push(`model_3d_${series} has no label ${label}.`);
  }
  for (const [, labels = ""] of query.matchAll(/by \(([^)]*)\)/g)) for (const label of labels.split(/,\s*/)) if (!known.has(label)) faults.push(`Nothing in "${query}" has a label ${label}.`);
  return faults;
}

/** States in a query that are not taken once over all processes, right where they stand. */
function statesNotOnce(query: string): string[] {
  return [...query.matchAll(/((?:max(?: by \(([^)]*)\))?|absent) ?\()?model_3d_(\w+)/g)].flatMap(([, around, labels = "", series = ""]) => {
    const name = metricOf(series);
    if (!name || METRICS[name].kind !== "state") return [];
    const isOnce = around !== undefined && !labels.split(/,\s*/).includes("instance");
    return isOnce ? [] : [name];
  });
}

const dashboard = JSON.parse(read("grafana-dashboard.json")) as { panels: { title: string; targets?: { expr: string; legendFormat: string }[] }[] };
const alerts = read("prometheus-alerts.yaml");

describe("the dashboard and the alerts", () => {
  it("ask for figures that there are, by labels that they have", () => {
    const queries = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(queries.length).toBeGreaterThan(35);
    expect(queries.flatMap(faultsOf)).toEqual([]);
    expect(faultsOf(alerts)).toEqual([]);
    expect(faultsOf('sum by (colour) (model_3d_generations_total{shape="round"}) + model_3d_generation')).toHaveLength(3);
  });

  it("are of no label that Prometheus gives to what it scrapes, and so renames in ours", () => {
    expect(Object.entries(METRICS).filter(([, { labels }]) => labels.some((label) => ["job", "instance"].includes(label)))).toEqual([]);
  });

  it("take of a state, which every process tells alike, the highest, and never the sum over processes", () => {
    const queries = [...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)), ...[...alerts.matchAll(/expr: (?:>-\n)?([\s\S]*?)\n\s+(?:for|labels):/g)].map(([, expr = ""]) => expr)];
    expect(queries.flatMap(statesNotOnce)).toEqual([]);
    const summed = ['sum by (provider) (max by (provider, instance) (model_3d_files_waiting{left="a_third"})) > 0', "sum(model_3d_jobs)", "max(sum by (queue) (model_3d_jobs))", "model_3d_jobs > 5"];
    expect(summed.flatMap(statesNotOnce)).toEqual(["files_waiting", "jobs", "jobs", "jobs"]);
    expect(statesNotOnce("max by (queue) (model_3d_jobs) > 2 and absent(model_3d_info)")).toEqual([]);
  });

  it("show every figure that there is", () => {
    const asked = new Set([...`${JSON.stringify(dashboard)}${alerts}`.matchAll(/model_3d_(\w+)/g)].map(([, series = ""]) => metricOf(series)));
    const left = ["info", "glb_validation", "proxied_files", "provider_file_copy", "export_making", "derivative_making", "webhooks_waiting"];
    expect((Object.keys(METRICS) as MetricName[]).filter((name) => !asked.has(name) && !left.includes(name))).toEqual([]);
  });

  it("name in their legends what the query keeps apart", () => {
    for (const { expr, legendFormat } of dashboard.panels.flatMap(({ targets = [] }) => targets)) {
      const kept = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels = ""]) => labels.split(/,\s*/));
      for (const [, label = ""] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) expect(kept, `${legendFormat} of ${expr}`).toContain(label);
    }
  });

  it("say with each alert what to do", () => {
    const rules = alerts.split("- alert:").slice(1);
    expect(rules.length).toBeGreaterThan(8);
    for (const rule of rules) expect(rule).toMatch(/severity: (page|ticket)[\s\S]*summary: "[\s\S]*remedy: "/);
  });
});

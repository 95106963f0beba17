import { describe, expect, it } from "vitest";
import { createMetrics } from "./create-metrics.ts";

describe("metrics", () => {
  it("count and measure, each under its labels", async () => {
    const metrics = createMetrics();
    metrics.count("provider_files", { provider: "meshy", result: "copied" });
    metrics.count("provider_files", { provider: "meshy", result: "copied" });
    metrics.count("provider_files", { provider: "meshy", result: "lost" });
    metrics.count("provider_file_bytes", { provider: "meshy" }, 1234);
    metrics.observe("provider_file_copy", 0.2, { provider: "meshy" });
    const text = await metrics.toText();
    expect(text).toContain('model_3d_provider_files_total{provider="meshy",result="copied"} 2');
    expect(text).toContain('model_3d_provider_files_total{provider="meshy",result="lost"} 1');
    expect(text).toContain('model_3d_provider_file_bytes_total{provider="meshy"} 1234');
    expect(text).toContain('model_3d_provider_file_copy_seconds_bucket{le="0.25",provider="meshy"} 1');
    expect(text).toContain('model_3d_provider_file_copy_seconds_bucket{le="0.1",provider="meshy"} 0');
    expect(metrics.contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  });

  it("belong to one instance only", async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.count("provider_files", { provider: "meshy", result: "copied" });
    expect(await one.toText()).toContain('result="copied"');
    expect(await other.toText()).not.toContain('result="copied"');
  });
});

import { describe, expect, it } from "vitest";
import { readSettings } from "./read-settings.ts";

const KEY = "msy_0123456789abcdef";
const SECRET = "whs_0123456789abcdef";

function told(env: Record<string, string>): { name: string; madeBy: string; webhook: string | null } {
  const { generator, publicUrl } = readSettings(env);
  return { name: generator.name, madeBy: generator.madeBy, webhook: generator.describeWebhook(publicUrl) };
}

describe("who makes the demo's models", () => {
  it("is this machine where nothing is said", () => {
    expect(told({})).toEqual({ name: "local", madeBy: "made on this machine", webhook: null });
  });

  it("is Meshy with a key, and the pages say that the photos are sent there", () => {
    const { name, madeBy, webhook } = told({ MESHY_API_KEY: KEY, MESHY_WEBHOOK_SECRET: SECRET, PUBLIC_URL: "https://shop.example" });
    expect([name, webhook]).toEqual(["Meshy", "POST https://shop.example/api/webhooks/meshy"]);
    expect(madeBy).toContain("photos are sent");
    expect(readSettings({ MESHY_API_KEY: KEY }).providers.map((provider) => provider.name)).toEqual(["meshy"]);
  });

  it("is told that Meshy can't reach an address of this machine", () => {
    expect(told({ MESHY_API_KEY: KEY, MESHY_WEBHOOK_SECRET: SECRET }).webhook).toMatch(/^POST http:\/\/127\.0\.0\.1:3000\/api\/webhooks\/meshy \(.*PUBLIC_URL/);
  });

  it("is a simulator at an address of this machine, without a key and with a webhook that needs no https", () => {
    expect(told({ MESHY_BASE_URL: "http://127.0.0.1:4010", MESHY_WEBHOOK_SECRET: SECRET })).toEqual({
      name: "Meshy simulator at http://127.0.0.1:4010",
      madeBy: "made by a simulator of Meshy on this machine",
      webhook: "POST http://127.0.0.1:3000/api/webhooks/meshy",
    });
  });

  it("is another address of Meshy's by its name, and says where news comes from without a secret", () => {
    const { name, webhook } = told({ MESHY_API_KEY: KEY, MESHY_BASE_URL: "https://eu.meshy.example" });
    expect(name).toBe("Meshy at eu.meshy.example");
    expect(webhook).toContain("MESHY_WEBHOOK_SECRET");
  });

  it("never names the key or a secret", () => {
    expect(JSON.stringify(told({ MESHY_API_KEY: KEY, MESHY_WEBHOOK_SECRET: SECRET }))).not.toMatch(/0123456789abcdef/);
  });

  it.each([
    ["a key is missing", { MESHY_BASE_URL: "https://meshy.example" }, "MESHY_API_KEY is not"],
    ["a key has spaces", { MESHY_API_KEY: "msy_top secret" }, "MESHY_API_KEY must be"],
    ["an address is no https", { MESHY_API_KEY: KEY, MESHY_BASE_URL: "http://meshy.example" }, "MESHY_BASE_URL must be"],
    ["a webhook's secret is too short", { MESHY_API_KEY: KEY, MESHY_WEBHOOK_SECRET: "top" }, "MESHY_WEBHOOK_SECRET must have"],
  ])("refuses to start when %s, in one line that names the variable and not its value", (_what, env, words) => {
    const refused = (): unknown => readSettings(env as Record<string, string>);
    expect(refused).toThrow(words);
    expect(refused).not.toThrow(/\n|top|0123456789abcdef/);
  });
});

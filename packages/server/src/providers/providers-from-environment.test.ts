import { afterEach, describe, expect, it } from "vitest";
import type { Provider } from "./provider.ts";
import { providersFromEnvironment } from "./providers-from-environment.ts";

const opened: Provider[] = [];
afterEach(() => Promise.all(opened.splice(0).map((provider) => provider.close())));

function only(env: NodeJS.ProcessEnv): Provider {
  const providers = providersFromEnvironment(env);
  opened.push(...providers);
  const [provider, ...others] = providers;
  if (!provider || others.length > 0) throw new Error(`There are ${providers.length} providers.`);
  return provider;
}

describe("providersFromEnvironment", () => {
  it("makes models here where nothing of Meshy's is set", () => {
    for (const env of [{}, { MESHY_API_KEY: "" }, { MESHY_API_KEY: " ", MESHY_WEBHOOK_SECRET: "a-secret-of-meshy" }]) expect(only(env).name).toBe("local");
  });

  it("takes Meshy where its key is set, with webhooks where there is a secret", () => {
    expect(only({ MESHY_API_KEY: "msy_0123456789" })).toMatchObject({ name: "meshy", mode: "asynchronous", webhook: null, fileOrigins: [] });
    const provider = only({ MESHY_API_KEY: " msy_0123456789\n", MESHY_WEBHOOK_SECRET: "the-new-secret, the-old-secret,", MESHY_AI_MODEL: "meshy-7" });
    if (provider.mode !== "asynchronous" || !provider.webhook) throw new Error("There is no webhook.");
    const delivery = (secret: string) => ({ headers: { "x-meshy-api-webhook-secret-key": secret }, query: new URLSearchParams(), rawBody: new Uint8Array(), now: new Date(0) });
    expect([provider.webhook.verify(delivery("the-new-secret")), provider.webhook.verify(delivery("the-old-secret")), provider.webhook.verify(delivery(""))]).toEqual([true, true, false]);
  });

  it("takes a simulator on this machine without a key", () => {
    for (const origin of ["http://127.0.0.1:4010", "http://localhost:4010"]) expect(only({ MESHY_BASE_URL: origin, MESHY_WEBHOOK_SECRET: "s" })).toMatchObject({ name: "meshy", fileOrigins: [origin] });
  });

  it.each([
    ["MESHY_API_KEY", { MESHY_BASE_URL: "https://api.meshy.ai" }],
    ["MESHY_API_KEY", { MESHY_API_KEY: "msy_two words" }],
    ["MESHY_BASE_URL", { MESHY_API_KEY: "msy_0123456789", MESHY_BASE_URL: "http://meshy.example" }],
    ["MESHY_WEBHOOK_SECRET", { MESHY_API_KEY: "msy_0123456789", MESHY_WEBHOOK_SECRET: "short" }],
    ["MESHY_AI_MODEL", { MESHY_API_KEY: "msy_0123456789", MESHY_AI_MODEL: "Meshy 7" }],
  ])("says in one line that %s can't be used, and not what it is", (name, env: NodeJS.ProcessEnv) => {
    let message = "";
    try {
      only(env);
    } catch (error) {
      if (error instanceof TypeError) message = error.message;
    }
    expect(message).toContain(name);
    expect(message).not.toMatch(/\n|msy_two|msy_0|short|Meshy 7\b/);
  });
});

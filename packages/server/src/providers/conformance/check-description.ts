import assert from "node:assert/strict";
import { generationOptionsSchema, VIEWS, type GenerationOptions } from "@model-3d/contract";
import { isLoopbackAddress } from "../../files/judge-address.ts";
import type { AsynchronousProvider, Provider } from "../provider.ts";
import { ofAll, type CheckPlan } from "./conformance-check.ts";
import { expectNoSecret, expectProviderError } from "./expect-provider-error.ts";
import { openCall, openRequest } from "./open-request.ts";
import type { ProviderUnderTest } from "./provider-under-test.ts";
import { withinDeadline } from "./within-deadline.ts";

const NAME = /^[a-z][a-z0-9-]{0,31}$/;
const OPTION_NAMES: readonly string[] = Object.keys(generationOptionsSchema.shape);
const ORDERS: readonly GenerationOptions[] = [{}, { texture: false }, { pbr: true, targetPolycount: 10_000 }, { texturePrompt: "glazed clay", textureResolution: "8k" }];

/** What a provider says of itself, before anything is made. */
export const DESCRIPTION_CHECKS: readonly CheckPlan[] = [
  ofAll("has a name that fits into paths and rows", async ({ provider }) => {
    assert.match(provider.name, NAME, "the name must consist of lower-case letters, digits and dashes, at most 32");
  }),

  ofAll("says what it can do in terms that the core understands", async ({ provider }) => {
    const { views, maxViews, maxPolycount, options, formats, fileLifeMs } = provider.capabilities;
    assert.ok(views.length > 0 && views.every((view) => VIEWS.includes(view)) && isUnique(views), `views must be some of ${VIEWS.join(", ")}, each once`);
    assert.equal(views[0], "front", "every view but the front may be missing with a service, so the front comes first");
    assert.ok(Number.isInteger(maxViews) && maxViews >= 1 && maxViews <= VIEWS.length, "maxViews must be a number of views");
    assert.ok(Number.isInteger(maxPolycount) && maxPolycount >= 100, "maxPolycount must be a number of triangles");
    assert.ok(options.every((name) => OPTION_NAMES.includes(name)) && isUnique(options), `options must be some of ${OPTION_NAMES.join(", ")}`);
    assert.ok(formats.includes("glb") && isUnique(formats), "formats must name glb");
    assert.ok(fileLifeMs === null || fileLifeMs > 0, "fileLifeMs must be null or above 0");
    const [from, to] = provider.expectedSeconds;
    assert.ok(from > 0 && to >= from && Number.isFinite(to), "expectedSeconds must say from and to");
    if (provider.mode === "asynchronous") expectServiceDescribed(provider);
  }),

  ofAll("says what a model costs, or null", async ({ provider }) => {
    for (const cost of ORDERS.map((options) => provider.costOf(options))) {
      if (cost !== null) assert.ok(Number.isFinite(cost.amount) && cost.amount >= 0 && cost.unit.trim() !== "", "a cost must have an amount from 0 and a unit");
    }
  }),

  ofAll("tells its health, ok or why not, and names no key", async ({ provider, secrets = [] }) => {
    const health = await withinDeadline(provider.health(), "a word on the health");
    assert.ok(typeof health === "string" && health !== "", "health must be `ok` or words");
    expectNoSecret(health, secrets);
  }),

  ofAll("may be closed twice, and takes nothing afterwards", async (subject) => {
    const { provider, secrets } = subject;
    await withinDeadline(provider.close(), "closing");
    await withinDeadline(provider.close(), "closing again");
    const error = await expectProviderError(withinDeadline(order(subject), "a refusal after the end"), secrets);
    assert.equal(error.taskFate, "none", "after its end a provider sends nothing");
    assert.equal(error.retryable, true, "what comes after the end may be tried again when the provider is back");
  }),
];

function expectServiceDescribed(provider: AsynchronousProvider): void {
  const { limits, fileOrigins, capabilities, webhook } = provider;
  assert.ok(limits.requestsPerSecond > 0 && Number.isInteger(limits.openTasks) && limits.openTasks > 0, "limits must be above 0");
  assert.equal(capabilities.cancel && provider.cancelTask === undefined, false, "who says that tasks can be cancelled needs `cancelTask`");
  if (webhook) assert.ok(webhook.scope === "account" || webhook.scope === "request", "a webhook is told of once an account or with each request");
  for (const text of fileOrigins) {
    const url = URL.parse(text);
    assert.ok(url !== null && url.origin === text, `fileOrigins must be origins, not ${text}`);
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
    assert.ok(url.protocol === "https:" || host === "localhost" || isLoopbackAddress(host), "files lie on https addresses, or on this machine");
  }
}

function order(subject: ProviderUnderTest): Promise<unknown> {
  const { provider }: { provider: Provider } = subject;
  const request = openRequest(subject);
  return provider.mode === "synchronous" ? provider.run(request, { signal: new AbortController().signal, onProgress: () => undefined, onPreview: () => undefined }) : provider.createTask(request, openCall());
}

const isUnique = (values: readonly string[]): boolean => new Set(values).size === values.length;

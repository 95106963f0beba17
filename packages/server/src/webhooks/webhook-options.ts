/** How what services tell by themselves is answered. */
export interface WebhookOptions {
  /**
   * What a delivery about a task that no model has is answered. `retry`: a 404 while it is young, since the row may be a moment away, then
   * a 202, since too many failures get the webhook disabled. `accept`: a 202 from the start. It is kept and applied later either way.
   */
  unknownTask?: "retry" | "accept";
}

export type ResolvedWebhookOptions = Readonly<Required<WebhookOptions>>;

export const WEBHOOK_DEFAULTS = { unknownTask: "retry" } as const satisfies ResolvedWebhookOptions;

/** @throws TypeError with one sentence that names the option. */
export function resolveWebhookOptions(options: WebhookOptions = {}): ResolvedWebhookOptions {
  const unknownTask = options.unknownTask ?? WEBHOOK_DEFAULTS.unknownTask;
  if (unknownTask !== "retry" && unknownTask !== "accept") throw new TypeError('model-3d: `webhooks.unknownTask` must be "retry" or "accept".');
  return { unknownTask };
}

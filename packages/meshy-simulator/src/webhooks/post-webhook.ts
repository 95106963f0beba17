export interface PostWebhookOptions {
  url: string;
  body: string;
  /** `null` leaves the header out. */
  secret: string | null;
  userId: string;
  timeoutMs: number;
}

/** Sends a delivery. Gives the HTTP status of the answer, or `null` if there was none in time. Redirects are not followed. */
export async function postWebhook({ url, body, secret, userId, timeoutMs }: PostWebhookOptions): Promise<number | null> {
  const headers: Record<string, string> = { "content-type": "application/json", "user-agent": "Meshy-Webhook/1.0", "x-meshy-api-webhook-user-id": userId };
  if (secret !== null) headers["x-meshy-api-webhook-secret-key"] = secret;
  try {
    const answer = await fetch(url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return null;
  }
}

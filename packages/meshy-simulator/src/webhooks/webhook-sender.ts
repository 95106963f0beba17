import { createOccasions } from "../faults/occasions.ts";
import type { Random } from "../random.ts";
import type { Schedule } from "../schedule.ts";
import { checkWebhooks, type WebhookPolicy, type WebhookTarget } from "../meshy-simulator-options.ts";
import type { Task } from "../tasks/task.ts";
import type { WireTask } from "../tasks/present-task.ts";
import { postWebhook } from "./post-webhook.ts";

/** One try to tell one webhook of one update. */
export interface WebhookDelivery {
  url: string;
  taskId: string;
  /** As the body says them. */
  status: string;
  progress: number;
  body: string;
  /** 1 for the first try. */
  attempt: number;
  /** Milliseconds since 1970. */
  at: number;
  /** `dropped` was never sent; `disabled` came too late. */
  outcome: "sending" | "delivered" | "failed" | "dropped" | "disabled";
  /** HTTP status of the answer, or `null` without one. */
  answer: number | null;
  secret: "right" | "wrong" | "none";
}

export interface WebhookState extends WebhookTarget {
  isDisabled: boolean;
  /** Failed tries since the last success. */
  failuresInARow: number;
}

export interface WebhookSender {
  readonly deliveries: readonly WebhookDelivery[];
  readonly webhooks: readonly WebhookState[];
  setWebhooks(webhooks: readonly WebhookTarget[]): void;
  /** As the dashboard's switch: takes deliveries again. */
  enable(url: string): void;
  tell(task: Task, body: WireTask): void;
  /** Resolves when nothing is on its way; what waits for its time is not waited for. */
  settle(): Promise<void>;
}

export interface WebhookSenderOptions {
  schedule: Schedule;
  random: Random;
  webhooks: readonly WebhookTarget[];
  policy: Required<WebhookPolicy>;
  speed: number;
  userId: string;
  log(line: string): void;
}

const DELAY_MS = [60_000, 600_000] as const;
const LONGEST_HOLD_MS = 120_000;

interface Parcel {
  webhook: WebhookState;
  task: Task;
  body: string;
  status: string;
  progress: number;
  secret: WebhookDelivery["secret"];
}

/** Sends every update of every task to every webhook of the account, and plays the faults of the scope `webhook`. */
export function createWebhookSender({ schedule, random, policy, speed, userId, log, ...options }: WebhookSenderOptions): WebhookSender {
  const deliveries: WebhookDelivery[] = [];
  const occasions = createOccasions();
  let webhooks: WebhookState[] = [];
  /** The last delivery of each task and webhook: undisturbed, updates arrive in their order. */
  const lines = new Map<string, Promise<void>>();
  const held = new Map<string, (() => void)[]>();
  const toldOf = new WeakMap<Task, unknown>();
  const underway = new Set<Promise<void>>();

  function setWebhooks(targets: readonly WebhookTarget[]): void {
    checkWebhooks(targets);
    webhooks = targets.map((target) => ({ ...target, isDisabled: false, failuresInARow: 0 }));
  }

  function tell(task: Task, body: WireTask): void {
    const isStep = toldOf.get(task) === body.status;
    toldOf.set(task, body.status);
    if (isStep && !policy.tellsProgress) return;
    for (const webhook of webhooks) dispatch({ webhook, task, body: JSON.stringify(body), status: String(body.status), progress: task.progress, secret: "right" });
  }

  function dispatch(parcel: Parcel): void {
    const { webhook, task } = parcel;
    const { faults } = task;
    const line = `${task.id} ${webhook.url}`;
    const late = held.get(line) ?? [];
    held.delete(line);
    if (faults.take("webhook-disabled")) disable(webhook, "by a fault");
    if (webhook.isDisabled) return;
    if (faults.take("webhook-wrong-secret")) parcel.secret = "wrong";
    if (faults.take("webhook-without-secret")) parcel.secret = "none";
    const copies = faults.take("webhook-duplicated") ? 2 : 1;
    if (faults.take("webhook-dropped")) {
      deliveries.push(describe(parcel, 1, "dropped"));
    } else if (faults.take("webhook-delayed")) {
      schedule.after(random.fork(occasions(`${task.occasion} ${webhook.url}`)).between(...DELAY_MS) / speed, () => sendAll(parcel, copies));
    } else if (late.length === 0 && faults.take("webhook-reordered")) {
      hold(line, () => enqueue(line, () => sendAll(parcel, copies)));
    } else {
      enqueue(line, () => sendAll(parcel, copies));
    }
    for (const send of late) send();
  }

  /** Until the task's next delivery, or at the latest for a while. */
  function hold(line: string, send: () => void): void {
    let isSent = false;
    const once = (): void => {
      if (isSent) return;
      isSent = true;
      send();
    };
    held.set(line, [once]);
    schedule.after(LONGEST_HOLD_MS / speed, once);
  }

  function enqueue(line: string, work: () => Promise<void>): void {
    const next = (lines.get(line) ?? Promise.resolve()).then(work);
    lines.set(line, next);
    track(next);
  }

  function track(work: Promise<void>): void {
    underway.add(work);
    void work.finally(() => underway.delete(work));
  }

  async function sendAll(parcel: Parcel, copies: number): Promise<void> {
    await Promise.all(Array.from({ length: copies }, () => send(parcel, 1)));
  }

  async function send(parcel: Parcel, attempt: number): Promise<void> {
    const { webhook } = parcel;
    const delivery = describe(parcel, attempt, "sending");
    deliveries.push(delivery);
    if (webhook.isDisabled) {
      delivery.outcome = "disabled";
      return;
    }
    const secret = { right: webhook.secret, wrong: wrongSecret(webhook.secret), none: null }[parcel.secret];
    delivery.answer = await postWebhook({ url: webhook.url, body: parcel.body, secret, userId: webhook.userId ?? userId, timeoutMs: policy.timeoutMs });
    const isDelivered = delivery.answer !== null && delivery.answer < 400;
    delivery.outcome = isDelivered ? "delivered" : "failed";
    log(`webhook ${webhook.url} ${parcel.task.id} ${parcel.status} → ${delivery.answer ?? "no answer"}`);
    if (isDelivered) webhook.failuresInARow = 0;
    else fail(parcel, attempt);
  }

  function fail(parcel: Parcel, attempt: number): void {
    const { webhook } = parcel;
    webhook.failuresInARow++;
    if (webhook.failuresInARow >= policy.disableAfter) disable(webhook, `after ${webhook.failuresInARow} failures`);
    const delayMs = policy.retryDelaysMs[attempt - 1];
    if (webhook.isDisabled || delayMs === undefined) return;
    schedule.after(delayMs / speed, () => {
      const retry = send(parcel, attempt + 1);
      track(retry);
      return retry;
    });
  }

  function disable(webhook: WebhookState, why: string): void {
    webhook.isDisabled = true;
    log(`webhook ${webhook.url} is disabled ${why}`);
  }

  function describe({ webhook, task, body, status, progress, secret }: Parcel, attempt: number, outcome: WebhookDelivery["outcome"]): WebhookDelivery {
    return { url: webhook.url, taskId: task.id, status, progress, body, attempt, at: schedule.now(), outcome, answer: null, secret };
  }

  setWebhooks(options.webhooks);
  return {
    deliveries,
    get webhooks() {
      return webhooks;
    },
    setWebhooks,
    enable(url) {
      for (const webhook of webhooks.filter((one) => one.url === url)) Object.assign(webhook, { isDisabled: false, failuresInARow: 0 });
    },
    tell,
    async settle() {
      while (underway.size > 0) await Promise.allSettled(underway);
    },
  };
}

/** Of the same length, so that the length gives nothing away. */
function wrongSecret(secret: string): string {
  return secret.replace(/.$/, (last) => (last === "x" ? "y" : "x")) || "x";
}

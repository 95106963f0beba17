import type { AdminDelivery, AdminDeliveryPage } from "@model-3d/contract";
import { decodeCursor } from "../db/cursor.ts";
import type { ServiceContext } from "../service-context.ts";
import { listDeliveries, type DeliveryState, type InboxEntry } from "../webhooks/webhook-service.ts";
import { pageOf, UUID_PART, type PageQuery } from "./admin-pages.ts";

/** As JavaScript writes a time: what is told of the inbox is dated by this program. */
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;

export interface DeliveryQuery extends PageQuery {
  state?: DeliveryState | undefined;
  provider?: string | undefined;
}

/** What services have told, the newest first, without what they sent. @throws InvalidCursorError */
export async function listAdminDeliveries(context: ServiceContext, { state, provider, cursor, limit }: DeliveryQuery): Promise<AdminDeliveryPage> {
  const [receivedAt = "", id = ""] = cursor === undefined ? [] : decodeCursor(cursor, [TIME, UUID_PART]);
  const entries = await listDeliveries(context, { state: state ?? null, provider: provider ?? null, before: cursor === undefined ? null : { receivedAt: new Date(receivedAt), id }, limit: limit + 1 });
  const { rows, nextCursor } = pageOf(entries, limit, (entry) => [entry.receivedAt.toISOString(), entry.id]);
  return { success: true, deliveries: rows.map((entry) => showDelivery(context, entry)), nextCursor };
}

function showDelivery({ secrets }: ServiceContext, { id, provider, taskId, state, report, attempts, outcome, reason, receivedAt, settledAt }: InboxEntry): AdminDelivery {
  const text = (given: string | null) => given && secrets.text(given);
  return { id, provider, task_id: taskId, state, status: report?.status ?? null, attempts, outcome: text(outcome), reason: text(reason), received_at: receivedAt.toISOString(), settled_at: settledAt?.toISOString() ?? null };
}

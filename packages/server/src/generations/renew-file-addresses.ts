import { renewRemoteFiles } from "../files/copy-model-files.ts";
import { callHeeding, callOf } from "../providers/account-limits.ts";
import { findTask } from "../providers/provider-tasks.ts";
import type { ServiceContext } from "../service-context.ts";

/**
 * Asks the service for the addresses of a model's files once more, where those it gave do not work any more: some live for minutes.
 *
 * @throws `ProviderError` where the service can't be asked, the signal's reason.
 */
export async function renewFileAddresses(context: ServiceContext, modelId: string, signal: AbortSignal): Promise<void> {
  const task = await context.database.statementAsService((trx) => findTask(trx, modelId));
  const provider = task && context.providers.findAsynchronous(task.provider);
  const handle = task?.handle;
  if (!handle || !provider) return;
  const report = await callHeeding(context, provider.name, () => provider.readTask(handle, callOf(context, provider, { signal, purpose: "look" })));
  if (report.status !== "SUCCEEDED") return;
  await renewRemoteFiles(context, { modelId, userId: task.userId, provider: provider.name, files: report.files, expiresAt: report.filesExpireAt });
}

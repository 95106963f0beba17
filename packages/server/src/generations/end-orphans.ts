import { lockModel } from "../models/model-repository.ts";
import { endUnwanted, findOrphans, lockTask } from "../providers/provider-tasks.ts";
import type { ServiceContext } from "../service-context.ts";

const BATCH = 50;

/** Ends the tasks of models that are gone with their user, whom the host deleted in a table of its own; their services are told to stop. */
export async function endOrphans(context: ServiceContext): Promise<void> {
  const modelIds = await context.database.statementAsService((trx) => findOrphans(trx, BATCH));
  for (const modelId of modelIds) {
    await context.database.asService(async (trx) => {
      if (await lockModel(trx, modelId)) return;
      const task = await lockTask(trx, modelId);
      if (!task || task.state === "ended") return;
      context.logger.warn({ modelId, provider: task.provider, state: task.state }, "The model of a task is gone; the task is stopped");
      await endUnwanted(context, trx, task);
    });
  }
}

import { retryRefusedFiles } from "../files/retry-files.ts";
import { ownModelFiles } from "../models/own-model-files.ts";
import type { Command } from "./command.ts";
import { CommandFailure, CommandMistake } from "./command-failure.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Hands the refused files of a model to the running workers once more. Doing so twice does no harm. */
export const retryFilesCommand: Command<{ modelId: string; files: readonly string[] }> = {
  name: "files retry",
  summary: "have the running workers copy a model's refused files once more, while the service keeps them",
  example: "files retry 1b4e28ba-2fa1-41d2-883f-0016d3cca427",
  changes: "the files' rows: workers copy them once more",
  positionals: ["modelId"],
  flags: {},
  answer: {
    modelId: "the model",
    files: "names of the files that wait for a worker now",
  },
  async run(call) {
    const [modelId = ""] = call.positionals;
    if (!UUID.test(modelId)) throw new CommandMistake(`${modelId} is not the id of a model.`);
    const { database, clock, assertMigrated, openQueue } = await call.openDatabase();
    await assertMigrated();
    const names = await retryRefusedFiles({ database, clock, queue: await openQueue(), fileOwner: ownModelFiles() }, modelId);
    if (names.length === 0) throw new CommandFailure("not_found", `No file of model ${modelId} is refused and still kept by its service.`);
    return { modelId, files: names };
  },
  *say({ modelId, files }) {
    yield `${files.join(", ")} of model ${modelId} ${files.length === 1 ? "waits" : "wait"} for a worker.`;
  },
};

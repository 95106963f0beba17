import { retryRefusedFiles } from "../files/retry-files.ts";
import { ownModelFiles } from "../models/own-model-files.ts";
import { CommandMistake, type Command } from "./command.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Hands the refused files of a model to the running workers once more. Doing so twice does no harm. */
export const retryFilesCommand: Command = {
  name: "files retry",
  summary: "have the running workers copy a model's refused files once more, while the service keeps them",
  positionals: ["modelId"],
  flags: {},
  async run(call) {
    const [modelId = ""] = call.positionals;
    if (!UUID.test(modelId)) throw new CommandMistake(`${modelId} is not the id of a model.`);
    const { database, clock, assertMigrated, openQueue } = await call.openDatabase();
    await assertMigrated();
    const names = await retryRefusedFiles({ database, clock, queue: await openQueue(), fileOwner: ownModelFiles() }, modelId);
    if (names.length === 0) throw new Error(`No file of model ${modelId} is refused and still kept by its service.`);
    call.print(`${names.join(", ")} of model ${modelId} ${names.length === 1 ? "waits" : "wait"} for a worker.`);
  },
};

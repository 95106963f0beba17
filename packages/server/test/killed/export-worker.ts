import { pino } from "pino";
import { createModel3D } from "../../src/index.ts";
import { createStubProvider } from "../stub-provider.ts";

/** A process with workers, to be killed: `export-worker.ts <database> <folder of files>`. */
const [database, directory] = process.argv.slice(2);
if (database === undefined || directory === undefined) throw new Error("Say the database and the folder of files.");
const model3d = await createModel3D({ database, storage: { kind: "folder", directory }, authenticate: () => null, providers: [createStubProvider()], logger: pino({ level: "silent" }) });
await model3d.start();
process.send?.("ready");

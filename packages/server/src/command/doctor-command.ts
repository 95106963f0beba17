import type { Command, CommandCall } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";
import { checkClocks } from "./doctor/check-clocks.ts";
import { checkDatabase } from "./doctor/check-database.ts";
import { checkInstallation } from "./doctor/check-installation.ts";
import { checkPage } from "./doctor/check-page.ts";
import { checkProvider } from "./doctor/check-provider.ts";
import { checkServer } from "./doctor/check-server.ts";
import { checkStorage } from "./doctor/check-storage.ts";
import type { DoctorCheck, DoctorContext } from "./doctor/doctor-context.ts";
import { doctorFinding } from "./doctor/doctor-finding.ts";
import { findOwnDatabase } from "./own-folders.ts";

const MARKS = { well: "ok", broken: "BROKEN", warning: "warning", skipped: "skipped" } as const;

interface DoctorAnswer {
  isWell: boolean;
  checks: readonly DoctorCheck[];
}

function readAddress(call: CommandCall, name: string): string | null {
  const text = call.flag(name);
  if (text === undefined) return null;
  if (typeof text !== "string" || !/^https?:\/\//.test(text) || !URL.canParse(text)) throw new CommandMistake(`--${name} must be an address such as http://localhost:3000/api, not ${String(text)}.`);
  return text.replace(/\/$/, "");
}

async function openDatabase(call: CommandCall): Promise<DoctorContext["database"]> {
  const where = call.flag("database") ?? call.environment.DATABASE_URL ?? findOwnDatabase(call.folder);
  if (typeof where !== "string" || where === "") return { opened: null, note: "give --database, or DATABASE_URL in the environment, .env.local or .env", findings: [] };
  try {
    return { opened: await call.openDatabase(where), note: "it answers", findings: [] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes("is in use by")) return { opened: null, note: "the embedded database is open in the server; stop it to have the database looked at", findings: [] };
    return { opened: null, note: "it cannot be opened", findings: [doctorFinding("database_unusable", message, [`psql "$DATABASE_URL" -c "select 1"   # says the same; the message above says what to correct`])] };
  }
}

function* sayCheck({ name, state, note, findings }: DoctorCheck): Generator<string> {
  yield `${MARKS[state].padEnd(9)}${name.padEnd(12)}${note}`;
  for (const { code, level, what, why, remedy } of findings) {
    yield "";
    yield `  ${level === "broken" ? "BROKEN" : "warning"}  ${code}: ${what}`;
    yield `  Why it matters: ${why}.`;
    yield "  Remedy:";
    for (const line of remedy) yield `      ${line}`;
    yield "";
  }
}

/** Looks at everything that a set-up needs, and says how to mend what is broken. */
export const doctorCommand: Command<DoctorAnswer> = {
  name: "doctor",
  summary: "look at the whole set-up, and say of each thing that is wrong why it matters and how to mend it",
  example: "doctor --url http://localhost:3000/api --page http://localhost:3000/ --storage ./files",
  changes: "nothing; a file is written to the storage and removed again, and the app is asked as anybody could ask it",
  broken: "something is broken; each finding has its remedy. Warnings alone end with 0",
  positionals: [],
  flags: {
    url: { value: "address", help: "where the router answers, such as http://localhost:3000/api: mounting, routes that are taken, parsers, health" },
    page: { value: "address", help: "a page with the elements: its Content-Security-Policy, and the decoders" },
    storage: { value: "folder|s3://bucket/prefix?region=name", help: "where the server keeps its files (default: MODEL_3D_STORAGE, or else .model-3d/files where it is there)" },
    "public-url": { value: "address", help: "where services reach the router from outside (default: what the server says)" },
    provider: { value: "name", help: "whose webhook is looked at (default meshy)" },
  },
  answer: {
    isWell: "whether nothing is broken",
    checks: "each: `name`, `state` (well, warning, broken or skipped), `note`, `findings` (`code`, `level`, `what`, `why`, `remedy`: lines to copy)",
  },
  async run(call) {
    const [url] = [readAddress(call, "url"), readAddress(call, "page"), readAddress(call, "public-url")];
    const context: DoctorContext = { call, environment: call.environment, url, database: await openDatabase(call) };
    const checks = [...checkInstallation(context), ...(await checkDatabase(context)), await checkClocks(context), await checkStorage(context), await checkProvider(context), ...(await checkServer(context)), ...(await checkPage(context))];
    return { isWell: checks.every(({ state }) => state !== "broken"), checks };
  },
  *say({ isWell, checks }) {
    for (const check of checks) yield* sayCheck(check);
    const skipped = checks.filter(({ state }) => state === "skipped").length;
    yield `${isWell ? "Nothing is broken" : "Something is broken"}${skipped > 0 ? `; ${skipped} things were not looked at` : ""}.`;
  },
  fault: ({ isWell, checks }) => (isWell ? null : `Broken: ${checks.flatMap(({ findings }) => findings.filter(({ level }) => level === "broken").map(({ code }) => code)).join(", ")}.`),
};

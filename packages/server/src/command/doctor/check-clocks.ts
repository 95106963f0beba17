import { readDatabaseTime } from "../../db/read-database-time.ts";
import { askAddress } from "./ask-address.ts";
import { checkOf, skipped, type DoctorCheck, type DoctorContext } from "./doctor-context.ts";
import { doctorFinding } from "./doctor-finding.ts";

/** What is less changes no period and no limit but at its very edge. */
const TOLERANCE_MS = 60_000;
const SET_IT_RIGHT = ["sudo timedatectl set-ntp true", "timedatectl status"];

/** The clock of this machine against the database's, and against the service's. */
export async function checkClocks({ call, database: { opened }, environment }: DoctorContext): Promise<DoctorCheck> {
  const others: { of: string; ms: number }[] = [];
  if (opened) others.push({ of: "the database", ms: await readDatabaseTime(opened.database) });
  const service = environment.MESHY_BASE_URL ?? (environment.MESHY_API_KEY ? "https://api.meshy.ai" : null);
  const date = service ? await readDate(service) : null;
  if (date !== null) others.push({ of: String(service), ms: date });
  if (others.length === 0) return skipped("clock", "nobody to compare with: give --database, or set MESHY_API_KEY");
  const now = call.now().getTime();
  const apart = others.map(({ of, ms }) => ({ of, seconds: Math.round((now - ms) / 1000) }));
  const note = apart.map(({ of, seconds }) => `${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead of"} ${of}`).join(", ");
  const off = apart.filter(({ seconds }) => Math.abs(seconds) * 1000 > TOLERANCE_MS);
  // Where this machine agrees with one of two, the other is off.
  const isOthers = off.length > 0 && off.length < apart.length;
  const what = `The clock of this machine is ${note}.${isOthers ? ` It agrees with one of them: look at the clock of ${off.map(({ of }) => of).join(", ")} first.` : ""}`;
  return checkOf("clock", note, off.length > 0 ? [doctorFinding("clocks_apart", what, SET_IT_RIGHT)] : []);
}

async function readDate(url: string): Promise<number | null> {
  const answer = await askAddress(url, { method: "HEAD" });
  const date = "headers" in answer ? Date.parse(answer.headers.get("date") ?? "") : NaN;
  return Number.isNaN(date) ? null : date;
}

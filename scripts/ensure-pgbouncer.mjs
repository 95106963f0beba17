import { existsSync } from "node:fs";
import { fail } from "./ensure-installed.mjs";
import { installFromDebian } from "./install-from-debian.mjs";

const PLACE = "/usr/sbin/pgbouncer";

/** Makes sure that Debian's PgBouncer is there. */
export function ensurePgBouncer() {
  if (!existsSync(PLACE)) installFromDebian("PgBouncer for the tests behind a pooler", ["pgbouncer"]);
  if (!existsSync(PLACE)) fail("The tests behind a pooler need PgBouncer: `sudo apt-get install pgbouncer`.");
}

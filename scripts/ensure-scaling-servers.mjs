import { existsSync } from "node:fs";
import { fail } from "./ensure-installed.mjs";
import { installFromDebian } from "./install-from-debian.mjs";

const SERVERS = [
  { place: "/usr/sbin/pgbouncer", package: "pgbouncer" },
  { place: "/usr/bin/redis-server", package: "redis-server" },
  { place: "/usr/sbin/nginx", package: "nginx-light" },
];

/** Makes sure that Debian's PgBouncer, Redis and nginx are there. */
export function ensureScalingServers() {
  const missing = () => SERVERS.filter(({ place }) => !existsSync(place)).map((server) => server.package);
  if (missing().length > 0) installFromDebian("servers for the tests of scaling out", missing());
  if (missing().length > 0) fail(`The tests of scaling out need ${missing().join(", ")}: \`sudo apt-get install ${missing().join(" ")}\`.`);
}

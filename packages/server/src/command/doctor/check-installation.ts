import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { VERSION } from "../../version.ts";
import { checkOf, type DoctorCheck, type DoctorContext } from "./doctor-context.ts";
import { doctorFinding } from "./doctor-finding.ts";

/** As `engines` of our package.json has it; a test keeps them equal. */
export const LEAST_NODE = [22, 18] as const;

/** Node, and whether the installed packages belong together. */
export function checkInstallation({ call }: DoctorContext): DoctorCheck[] {
  return [checkNode(call.nodeVersion), checkPackages(call.folder)];
}

function checkNode(version: string): DoctorCheck {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const isNew = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  const wanted = LEAST_NODE.join(".");
  return checkOf("node", version, isNew ? [] : [doctorFinding("node_too_old", `This is Node ${version}; ${wanted} or newer is needed.`, ["nvm install 22", "nvm use 22"])]);
}

function checkPackages(folder: string): DoctorCheck {
  const installed = readInstalled(folder);
  if (installed.length === 0) return checkOf("packages", `none in ${folder} and above; this command is ${VERSION}`);
  const versions = new Set(installed.map(({ version }) => version));
  const newest = installed.map(({ version }) => version).sort((one, other) => one.localeCompare(other, "en", { numeric: true })).at(-1);
  const note = installed.map(({ name, version }) => `${name} ${version}`).join(", ");
  if (versions.size === 1) return checkOf("packages", note);
  return checkOf("packages", note, [doctorFinding("packages_differ", `The installed packages are of ${versions.size} versions: ${note}.`, [`npm install ${installed.map(({ name }) => `${name}@${newest}`).join(" ")}`])]);
}

function readInstalled(folder: string): { name: string; version: string }[] {
  const scope = join(folder, "node_modules/@model-3d");
  const above = dirname(folder);
  if (!existsSync(scope)) return above === folder ? [] : readInstalled(above);
  return readdirSync(scope).sort().flatMap((name) => {
    const path = join(scope, name, "package.json");
    return existsSync(path) ? [JSON.parse(readFileSync(path, "utf8")) as { name: string; version: string }].map(({ name: full, version }) => ({ name: full, version })) : [];
  });
}

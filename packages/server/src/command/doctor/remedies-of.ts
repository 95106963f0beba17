import { expressRemedies } from "./express-remedies.ts";
import type { HostRemedies } from "./host-remedies.ts";
import { nextRemedies } from "./next-remedies.ts";
import { pluginRemedies } from "./plugin-remedies.ts";
import { readFramework } from "./read-framework.ts";

/** Those of the app in this folder. */
export function remediesOf(folder: string): HostRemedies {
  const framework = readFramework(folder);
  if (framework === "next") return nextRemedies(folder);
  return framework === "express" ? expressRemedies(folder) : pluginRemedies(framework);
}

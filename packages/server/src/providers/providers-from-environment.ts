import { createLocalProvider } from "./local/create-local-provider.ts";
import { createMeshyProvider } from "./meshy/create-meshy-provider.ts";
import { isLoopbackUrl } from "./meshy/meshy-provider-options.ts";
import type { Provider } from "./provider.ts";

/** Taken by the simulator, and by nobody else. */
export const SIMULATOR_KEY = "msy_simulator";

/** Options of the provider, and the variable that each comes from. */
const VARIABLES: Readonly<Record<string, string>> = { apiKey: "MESHY_API_KEY", baseUrl: "MESHY_BASE_URL", webhookSecrets: "MESHY_WEBHOOK_SECRET", aiModel: "MESHY_AI_MODEL" };

/**
 * Who makes the models where a host names nobody: Meshy where `MESHY_API_KEY` is set, or `MESHY_BASE_URL` leads to a simulator on this
 * machine; the local generator elsewhere. `MESHY_WEBHOOK_SECRET` (several with commas between) and `MESHY_AI_MODEL` are Meshy's too.
 *
 * @throws TypeError in one sentence that names the variable which can't be used, and never its value.
 */
export function providersFromEnvironment(env: Readonly<Record<string, string | undefined>>): Provider[] {
  const valueOf = (option: string) => env[VARIABLES[option] ?? ""]?.trim() || undefined;
  const baseUrl = valueOf("baseUrl");
  const apiKey = valueOf("apiKey") ?? (baseUrl !== undefined && isLoopbackUrl(baseUrl) ? SIMULATOR_KEY : undefined);
  if (apiKey === undefined) {
    if (baseUrl !== undefined) throw new TypeError("model-3d: MESHY_BASE_URL is set and MESHY_API_KEY is not. Set the key too, or neither of them.");
    return [createLocalProvider()];
  }
  const webhookSecrets = valueOf("webhookSecrets")?.split(",").map((secret) => secret.trim()).filter((secret) => secret !== "");
  try {
    return [createMeshyProvider({ apiKey, baseUrl, webhookSecrets, aiModel: valueOf("aiModel") })];
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(error.message.replace(/`(\w+)`/g, (quoted, option: string) => VARIABLES[option] ?? quoted));
  }
}

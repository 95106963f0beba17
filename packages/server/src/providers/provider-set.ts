import type { GenerationOptions, SourceType } from "@model-3d/contract";
import { ApiError } from "../http/api-error.ts";
import type { AsynchronousProvider, Provider } from "./provider.ts";

/** What a host's function sees when it chooses who makes a model. */
export interface ProviderChoice {
  userId: string;
  sourceType: SourceType;
  sourceId: string;
  options: GenerationOptions;
  /** What the request itself asks for. */
  requested: string | null;
  /** Names of all there are, in the host's order. */
  available: readonly string[];
}

/** The name of a provider, or several of which the next is taken when one is not available. */
export type ChooseProvider = (choice: ProviderChoice) => string | readonly string[] | Promise<string | readonly string[]>;

/** The providers of a host, by name. */
export interface ProviderSet {
  readonly all: readonly Provider[];
  find(name: string): Provider | null;
  /** For rows whose provider is still there. @throws Error for one that the host no longer names. */
  get(name: string): Provider;
  findAsynchronous(name: string): AsynchronousProvider | null;
  /** Who makes this model, the first choice first; never empty. @throws ApiError `invalid_request` for a name that a request made up. */
  choose(choice: Omit<ProviderChoice, "available">): Promise<readonly Provider[]>;
}

const PROVIDER_NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** @throws TypeError in one sentence for providers that can't be told apart or used. */
export function createProviderSet(all: readonly Provider[], chooseProvider: ChooseProvider | null): ProviderSet {
  if (all.length === 0) throw new TypeError("model-3d: `providers` must name at least one provider.");
  const byName = new Map<string, Provider>();
  for (const provider of all) {
    if (!PROVIDER_NAME.test(provider.name)) throw new TypeError(`model-3d: the provider "${provider.name}" must be called by lower-case letters, digits and dashes, at most 32.`);
    if (byName.has(provider.name)) throw new TypeError(`model-3d: two of \`providers\` are called "${provider.name}".`);
    if (provider.mode === "asynchronous" && provider.capabilities.cancel && !provider.cancelTask) throw new TypeError(`model-3d: the provider "${provider.name}" says that it can cancel and has no \`cancelTask\`.`);
    byName.set(provider.name, provider);
  }
  const available = all.map(({ name }) => name);
  const find = (name: string) => byName.get(name) ?? null;

  return {
    all,
    find,
    get(name) {
      const provider = find(name);
      if (!provider) throw new Error(`There are models of the provider "${name}", which is not among \`providers\` any more. Add it again until they have ended.`);
      return provider;
    },
    findAsynchronous(name) {
      const provider = find(name);
      return provider?.mode === "asynchronous" ? provider : null;
    },
    async choose(choice) {
      if (choice.requested !== null && !byName.has(choice.requested)) {
        const message = `must be one of ${available.join(", ")}`;
        throw new ApiError("invalid_request", `provider: ${message}`, { issues: [{ path: "provider", message }] });
      }
      if (!chooseProvider) return choice.requested === null ? all : [find(choice.requested) as Provider];
      const chosen = await chooseProvider({ ...choice, available });
      const names = typeof chosen === "string" ? [chosen] : chosen;
      const providers = names.map(find);
      if (providers.length === 0 || providers.some((provider) => provider === null)) {
        throw new Error(`\`chooseProvider\` returned ${JSON.stringify(chosen)}; it must return names of \`providers\`: ${available.join(", ")}.`);
      }
      return providers as Provider[];
    },
  };
}

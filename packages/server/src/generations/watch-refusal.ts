import type { ProviderError } from "../providers/provider-error.ts";
import type { ServiceContext } from "../service-context.ts";

export interface RefusalWatch {
  /** Why no provider makes the model, once that is known in this process. */
  readonly error: ProviderError | null;
  end(): void;
}

type Watched = Map<string, ProviderError | null>;

/** By what all parts of one process have in common. */
const watchedOf = new WeakMap<ServiceContext["providers"], Watched>();

function watchedIn({ providers }: ServiceContext): Watched {
  const watched = watchedOf.get(providers) ?? new Map<string, ProviderError | null>();
  watchedOf.set(providers, watched);
  return watched;
}

/**
 * Hears why a model is refused while a request waits for it: a worker may submit it first, and the row keeps only what its user is told, not
 * who has to act. A worker of another process is not heard.
 */
export function watchRefusal(context: ServiceContext, modelId: string): RefusalWatch {
  const watched = watchedIn(context);
  watched.set(modelId, null);
  return {
    get error() {
      return watched.get(modelId) ?? null;
    },
    end: () => void watched.delete(modelId),
  };
}

/** Said before the model has failed, so that whoever sees it failed knows why. */
export function tellRefusal(context: ServiceContext, modelId: string, error: ProviderError): void {
  const watched = watchedIn(context);
  if (watched.has(modelId)) watched.set(modelId, error);
}

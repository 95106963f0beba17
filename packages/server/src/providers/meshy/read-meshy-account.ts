import { costOfModel } from "./build-create-body.ts";
import { createMeshyApi } from "./meshy-api.ts";
import { resolveMeshyProviderOptions } from "./meshy-provider-options.ts";

export interface MeshyAccount {
  /** Meshy credits; null where Meshy does not say. */
  balance: number | null;
  /** What one model takes. */
  needed: number;
  baseUrl: string;
}

/** What the account of a key has left; asking costs nothing. @throws TypeError for a key that cannot be one, ProviderError. */
export async function readMeshyAccount({ apiKey, baseUrl }: { apiKey: string; baseUrl?: string }): Promise<MeshyAccount> {
  const resolved = resolveMeshyProviderOptions({ apiKey, ...(baseUrl ? { baseUrl } : {}) });
  const api = createMeshyApi(resolved);
  try {
    return { balance: await api.readBalance(), needed: costOfModel(resolved.create, {}).amount, baseUrl: resolved.baseUrl };
  } finally {
    await api.close();
  }
}

import { createModel3DClient, MODEL_3D_CLIENT_DEFAULTS, type Model3DClient } from "@model-3d/client";

const clients = new Map<string, Model3DClient>();

/** The one client of this page for an API, so that all elements without a provider share one event stream. */
export function sharedClientFor(api: string = MODEL_3D_CLIENT_DEFAULTS.api): Model3DClient {
  const known = clients.get(api);
  if (known !== undefined) return known;
  const client = createModel3DClient({ api });
  clients.set(api, client);
  return client;
}

export { createModel3D, type CreditGrant, type Model3D } from "./create-model-3d.ts";
export { MODEL_3D_DEFAULTS, type Model3DOptions } from "./model-3d-options.ts";
export type { Clock, IdSource } from "./clock.ts";
export { createLocalProvider } from "./providers/local/create-local-provider.ts";
export { ProviderError, type Provider, type ProviderRequest, type ProviderResult, type ProviderResultFile } from "./providers/provider.ts";

export { createModel3D, type CreditGrant, type Model3D } from "./create-model-3d.ts";
export { MODEL_3D_DEFAULTS, type Model3DOptions } from "./model-3d-options.ts";
export type { Clock, IdSource } from "./clock.ts";
export { createLocalProvider } from "./providers/local/create-local-provider.ts";
export { ProviderError, type ProviderErrorOptions } from "./providers/provider-error.ts";
export type * from "./providers/provider.ts";
export type { ChooseProvider, ProviderChoice } from "./providers/provider-set.ts";

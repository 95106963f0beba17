/** Why a viewer shows no model, and the bounds of what pages report: they stand alone so that no page needs the schemas for them. What the API refused is not among it: the server knows that by itself. */
export const VIEWER_FAULTS = ["no_webgl", "missing", "unreachable", "unreadable", "needs_wasm", "needs_blob", "context_lost"] as const;
export type ViewerFaultKind = (typeof VIEWER_FAULTS)[number];

/** Most reports of one request. */
export const MAX_VIEWER_REPORTS = 50;
/** Longest time of loading that says something, in seconds. */
export const MAX_VIEWER_LOAD_S = 600;

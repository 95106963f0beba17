/** First part of every tag name where the page wants no other. */
export const DEFAULT_TAG_PREFIX = "model-3d";

/** Whether somebody can see the page: a page in the background neither polls nor holds a stream for long. */
export interface PageVisibility {
  isHidden(): boolean;
  /** Calls on every change; the returned function ends it. */
  subscribe(listener: () => void): () => void;
}

const ALWAYS_VISIBLE: PageVisibility = { isHidden: () => false, subscribe: () => () => undefined };

/** The document's own visibility; in a program without a document the page counts as seen. */
export function documentVisibility(): PageVisibility {
  if (typeof document === "undefined") return ALWAYS_VISIBLE;
  return {
    isHidden: () => document.visibilityState === "hidden",
    subscribe(listener) {
      document.addEventListener("visibilitychange", listener);
      return () => document.removeEventListener("visibilitychange", listener);
    },
  };
}

/** Resolves when the page is seen or the signal aborts; never rejects. */
export function waitUntilVisible(visibility: PageVisibility, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (visibility.isHidden() && !signal.aborted) return;
      unsubscribe();
      signal.removeEventListener("abort", check);
      resolve();
    };
    const unsubscribe = visibility.subscribe(check);
    signal.addEventListener("abort", check);
    check();
  });
}

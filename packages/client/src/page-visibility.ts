/** Whether somebody can see the page: a page in the background neither polls nor holds a stream for long. */
export interface PageVisibility {
  isHidden(): boolean;
  /** Calls on every change, with `true` when the page is left, perhaps to be kept for a return; the returned function ends it. */
  subscribe(listener: (isLeft?: boolean) => void): () => void;
}

const ALWAYS_VISIBLE: PageVisibility = { isHidden: () => false, subscribe: () => () => undefined };

/** The document's own visibility; in a program without a document the page counts as seen. */
export function documentVisibility(): PageVisibility {
  if (typeof document === "undefined") return ALWAYS_VISIBLE;
  return {
    isHidden: () => document.visibilityState === "hidden",
    subscribe(listener) {
      const handleChange = (): void => listener();
      const handleLeave = (): void => listener(true);
      document.addEventListener("visibilitychange", handleChange);
      globalThis.addEventListener("pageshow", handleChange);
      globalThis.addEventListener("pagehide", handleLeave);
      return () => {
        document.removeEventListener("visibilitychange", handleChange);
        globalThis.removeEventListener("pageshow", handleChange);
        globalThis.removeEventListener("pagehide", handleLeave);
      };
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

const listeners = new Set<() => void>();
let observer: MutationObserver | undefined;

/** Calls back whenever a `lang` of the page's own mark-up changes; one observer for all, as long as anybody listens. */
export function onPageLanguage(listener: () => void): () => void {
  listeners.add(listener);
  if (observer === undefined) {
    observer = new MutationObserver(() => {
      for (const each of [...listeners]) each();
    });
    observer.observe(document, { attributeFilter: ["lang"], subtree: true });
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    observer?.disconnect();
    observer = undefined;
  };
}

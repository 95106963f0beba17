type Listener = (address: string) => void;

const listeners = new Set<Listener>();

/** Hears of pictures of surroundings that cannot be had or read, of all viewers of the page. */
export function onUnusablePicture(listener: Listener, signal: AbortSignal): void {
  listeners.add(listener);
  signal.addEventListener("abort", () => listeners.delete(listener), { once: true });
}

export function tellUnusablePicture(address: string): void {
  for (const listener of [...listeners]) listener(address);
}

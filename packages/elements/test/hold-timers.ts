export interface HeldTimers {
  /** Lets the time be over for all that is still waited for. */
  run(): void;
  release(): void;
}

/** Keeps back what is to come after exactly so long, until the test lets it come. */
export function holdTimers(delayMs: number): HeldTimers {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const held = new Map<unknown, () => void>();
  const hold = (handler: () => void, afterMs?: number): unknown => {
    if (afterMs !== delayMs) return set(handler, afterMs);
    const id = {};
    held.set(id, handler);
    return id;
  };
  const forget = (id: unknown): void => {
    if (!held.delete(id)) clear(id as number);
  };
  Object.assign(globalThis, { setTimeout: hold, clearTimeout: forget });
  return {
    run: () => {
      for (const [id, handler] of [...held]) if (held.delete(id)) handler();
    },
    release: () => void Object.assign(globalThis, { setTimeout: set, clearTimeout: clear }),
  };
}

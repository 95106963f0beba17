/** Where the simulator gets the time from. */
export interface Clock {
  now(): Date;
}

export const SYSTEM_CLOCK: Clock = { now: () => new Date() };

/** A clock that stands still: time passes by `MeshySimulator.advance` only, so that a test decides every moment. */
export function createStillClock(at: Date = new Date("2026-03-02T09:00:00.000Z")): Clock {
  return { now: () => new Date(at) };
}

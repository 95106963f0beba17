/** Every state that a model can be in, in the order of its life. */
export const MODEL_STATES = ["PENDING", "IN_PROGRESS", "SUCCEEDED", "FAILED", "EXPIRED"] as const;
export type ModelState = (typeof MODEL_STATES)[number];

/** States that never change again, whatever news comes late. */
export const FINAL_STATES = ["SUCCEEDED", "FAILED", "EXPIRED"] as const;
export type FinalState = (typeof FINAL_STATES)[number];

/** From each state, the states that may follow it. A state that is missing from its own list is left for good. */
export const ALLOWED_MOVES: Readonly<Record<ModelState, readonly ModelState[]>> = {
  PENDING: ["PENDING", "IN_PROGRESS", "SUCCEEDED", "FAILED", "EXPIRED"],
  IN_PROGRESS: ["IN_PROGRESS", "SUCCEEDED", "FAILED", "EXPIRED"],
  SUCCEEDED: [],
  FAILED: [],
  EXPIRED: [],
};

export function isFinalState(state: ModelState): state is FinalState {
  return ALLOWED_MOVES[state].length === 0;
}

/** Whether a model may go from one state to another (or stay there with more progress). */
export function canMove(from: ModelState, to: ModelState): boolean {
  return ALLOWED_MOVES[from].includes(to);
}

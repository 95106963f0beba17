import type { CreditStep } from "../../src/credits/test/credit-reference.ts";

/** What a service says of the tasks that a sweeper asks for because they have passed their deadline. */
export type OverdueAnswer = "nothing" | "succeeded" | "failed" | "away";
/** A user's page asks only for what goes on; a sweeper also for what has been given up. */
export type NewsVia = "page" | "sweeper";

/** What a user, the host or a worker does, or what is heard of a model. Users, sources and models are told by their place in the reference. */
export type Operation =
  | { do: "credits"; user: number; step: CreditStep }
  | { do: "renew" }
  | { do: "sweep"; says: OverdueAnswer }
  | { do: "start"; user: number; source: number }
  | { do: "progress"; model: number; via: NewsVia; progress: number }
  | { do: "succeed"; model: number; via: NewsVia }
  | { do: "fail"; model: number; via: NewsVia }
  | { do: "activate"; model: number }
  | { do: "delete"; model: number };

export type News = Extract<Operation, { do: "progress" | "succeed" | "fail" }>;
export type Pair = readonly [Operation, Operation];

/** One transaction of an operation: what happens whole, and between which others may come. */
export type Part =
  | Exclude<Operation, { do: "renew" | "sweep" }>
  | { do: "reset" | "write off"; user: number }
  | { do: "take overdue"; says: OverdueAnswer; except: number | null }
  | { do: "give up"; says: OverdueAnswer; model: number };

export function nameOf(operation: Operation): string {
  if (operation.do === "credits") return operation.step.do === "grant" && operation.step.key !== undefined ? "top up" : operation.step.do;
  return operation.do;
}

import type { OperatorRight } from "@model-3d/contract";
import type { Request } from "express";

/** Somebody of the host's staff, by the host's own word. */
export interface Operator {
  /** Names the operator in what is written down of their acts; a name or an id that the host can tell apart, of at most 200 characters. */
  operatorId: string;
  /** What the operator may change: generations and their files, deliveries of services, credits. Default all of it; `[]` for somebody who only looks. */
  may?: readonly OperatorRight[];
}

/** Which operator is asking, or `null` for everybody else. */
export type AuthorizeOperator = (request: Request) => Promise<Operator | null> | Operator | null;

/** An operator who passed the door. */
export interface KnownOperator {
  readonly id: string;
  readonly may: readonly OperatorRight[];
}

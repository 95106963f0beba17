import type { OperatorClient } from "@model-3d/client";
import type { OperatorRight } from "@model-3d/contract";
import type { TemplateResult } from "lit";
import type { AdminTexts } from "../locale/en-admin.ts";
import type { Model3DAdmin } from "./admin.component.ts";

export const ADMIN_TABS = ["queue", "generations", "batches", "archives", "webhooks", "ledger", "storage", "usage", "log"] as const;
export type AdminTab = (typeof ADMIN_TABS)[number];

/** A change that an operator is asked about before it is made. */
export interface AdminQuestion {
  /** What it changes, and how: one key serves all attempts at it until one is known to be done. */
  subject: string;
  heading: string;
  text: string;
  /** What the button that makes it says. */
  action: string;
  isDangerous?: boolean;
  /** Whether user and credits are asked for as well, as for a correction. */
  correction?: { userId: string };
  /** Makes it, and gives the words that say so. `key` is the same until it is known what became of it. */
  act: (answer: { reason: string; userId: string; amount: number }, key: string) => Promise<string>;
}

/** What the tabs share. */
export interface AdminView {
  readonly host: Model3DAdmin;
  readonly texts: AdminTexts;
  readonly may: readonly OperatorRight[];
  operator(): Promise<OperatorClient>;
  /** Words for an error; the page is told of it. */
  report(error: unknown): string;
  ask(question: AdminQuestion): void;
  showTimeline(modelId: string): void;
  showBatch(batchId: string): void;
  /** Goes to a tab, with these in its filters. */
  go(tab: AdminTab, filter: Readonly<Record<string, string>>): void;
}

/** One tab. */
export interface AdminPane {
  /** Asks anew; `isQuiet` where what is shown stays until the answer is there. */
  refresh(isQuiet: boolean): Promise<void>;
  /** Whether more is shown than the first page, which asking anew would take away. */
  readonly isDeep: boolean;
  setFilter(filter: Readonly<Record<string, string>>): void;
  render(): TemplateResult;
}

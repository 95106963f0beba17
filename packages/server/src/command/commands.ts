import type { Command } from "./command.ts";
import { convertCommand } from "./convert-command.ts";
import { correctCreditsCommand } from "./correct-credits-command.ts";
import { grantCreditsCommand } from "./grant-credits-command.ts";
import { listLedgerCommand } from "./list-ledger-command.ts";
import { reconcileCreditsCommand } from "./reconcile-credits-command.ts";
import { refundCreditsCommand } from "./refund-credits-command.ts";
import { showCreditsCommand } from "./show-credits-command.ts";
import { subscribeCreditsCommand } from "./subscribe-credits-command.ts";
import { unsubscribeCreditsCommand } from "./unsubscribe-credits-command.ts";
import { checkCommand } from "./check-command.ts";
import { doctorCommand } from "./doctor-command.ts";
import { enableEndpointCommand } from "./enable-endpoint-command.ts";
import { initCommand } from "./init-command.ts";
import { inspectCommand } from "./inspect-command.ts";
import { listEventsCommand } from "./list-events-command.ts";
import { listWebhooksCommand } from "./list-webhooks-command.ts";
import { migrateCommand } from "./migrate-command.ts";
import { replayCommand } from "./replay-command.ts";
import { replayEventCommand } from "./replay-event-command.ts";
import { replayWebhookCommand } from "./replay-webhook-command.ts";
import { retryFilesCommand } from "./retry-files-command.ts";
import { simulateCommand } from "./simulate-command.ts";
import { copyStorageCommand } from "./copy-storage-command.ts";
import { sweepStorageCommand } from "./sweep-storage-command.ts";

/** Every command of `model-3d`, in the order of its help. */
export const COMMANDS: readonly Command[] = [
  initCommand,
  migrateCommand,
  doctorCommand,
  listWebhooksCommand,
  replayWebhookCommand,
  replayCommand,
  listEventsCommand,
  replayEventCommand,
  enableEndpointCommand,
  retryFilesCommand,
  sweepStorageCommand,
  copyStorageCommand,
  checkCommand,
  showCreditsCommand,
  listLedgerCommand,
  grantCreditsCommand,
  correctCreditsCommand,
  refundCreditsCommand,
  subscribeCreditsCommand,
  unsubscribeCreditsCommand,
  reconcileCreditsCommand,
  convertCommand,
  inspectCommand,
  simulateCommand,
];

import type { Command } from "./command.ts";
import { checkCommand } from "./check-command.ts";
import { enableEndpointCommand } from "./enable-endpoint-command.ts";
import { listEventsCommand } from "./list-events-command.ts";
import { listWebhooksCommand } from "./list-webhooks-command.ts";
import { migrateCommand } from "./migrate-command.ts";
import { replayEventCommand } from "./replay-event-command.ts";
import { replayWebhookCommand } from "./replay-webhook-command.ts";

/** Every command of `model-3d`, in the order of its help. */
export const COMMANDS: readonly Command[] = [migrateCommand, listWebhooksCommand, replayWebhookCommand, listEventsCommand, replayEventCommand, enableEndpointCommand, checkCommand];

import { roles } from "./0001-roles.ts";
import { credits } from "./0002-credits.ts";
import { creditFunctions } from "./0003-credit-functions.ts";
import { models } from "./0004-models.ts";
import { events } from "./0005-events.ts";
import { files } from "./0006-files.ts";
import { requests } from "./0007-requests.ts";
import { providerTasks } from "./0008-provider-tasks.ts";
import { webhookInbox } from "./0009-webhook-inbox.ts";
import { hostEvents } from "./0010-host-events.ts";
import { creditPlans } from "./0011-credit-plans.ts";
import { creditMovements } from "./0012-credit-movements.ts";
import { rateLimits } from "./0013-rate-limits.ts";
import { fileKeyOrder } from "./0014-file-key-order.ts";
import { identity } from "./0015-identity.ts";
import { taskFates } from "./0016-task-fates.ts";
import { keptNews } from "./0017-kept-news.ts";
import { doubtedReports } from "./0018-doubted-reports.ts";
import { externalHolds } from "./0019-external-holds.ts";
import { lighterWrites } from "./0020-lighter-writes.ts";
import { hostTables } from "./0021-host-tables.ts";
import { creditRules } from "./0022-credit-rules.ts";
import { columnGrants } from "./0023-column-grants.ts";
import { exports } from "./0024-exports.ts";
import { derivatives } from "./0025-derivatives.ts";
import { turntable } from "./0026-turntable.ts";
import { batches } from "./0027-batches.ts";
import { photoMatch } from "./0028-photo-match.ts";
import { traceContext } from "./0029-trace-context.ts";
import { operators } from "./0030-operators.ts";
import { archives } from "./0031-archives.ts";
import { exportsForArchives } from "./0032-exports-for-archives.ts";
import type { MakeMigration } from "./migration.ts";

export type { MakeMigration, MigrationSettings, SchemaMigration } from "./migration.ts";
export { takeBackFromPlatform } from "./platform-roles.ts";

/** Every migration, oldest first. A new one goes to the end; one that was released never changes. */
export const MIGRATIONS: readonly MakeMigration[] = [roles, credits, creditFunctions, models, events, files, requests, providerTasks, webhookInbox, hostEvents, creditPlans, creditMovements, rateLimits, fileKeyOrder, identity, taskFates, keptNews, doubtedReports, externalHolds, lighterWrites, hostTables, creditRules, columnGrants, exports, derivatives, turntable, batches, photoMatch, traceContext, operators, archives, exportsForArchives];

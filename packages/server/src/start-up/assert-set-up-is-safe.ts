import type { Database } from "../db/open-database.ts";
import { readLoginFacts, type LoginFacts } from "../db/read-login-facts.ts";
import type { ResolvedModel3DOptions } from "../model-3d-options.ts";
import type { Provider } from "../providers/provider.ts";
import { isLoopbackUrl } from "../providers/meshy/meshy-provider-options.ts";

/** Why the program does not start: a line for each thing that is unsafe, with what to do about it. */
export class UnsafeSetUpError extends Error {
  override readonly name = "UnsafeSetUpError";
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(`model-3d does not start, since its set-up is not safe:\n${lines.map((line) => `- ${line}`).join("\n")}`);
    this.lines = lines;
  }
}

export interface SetUp {
  options: Pick<ResolvedModel3DOptions, "production" | "acceptRisks" | "publicUrl" | "linkSecrets" | "tasks">;
  providers: readonly Provider[];
  /** `null` where the database is embedded: it has one login, and nobody else can reach it. */
  login: LoginFacts | null;
}

/** 24 random bytes in base64. */
const LINK_SECRET_CHARACTERS = 32;
const LINK_SECRET_DISTINCT = 10;

/**
 * What is unsafe about a set-up in production, in a line each; what the host has accepted is left out. The roles under which requests run are
 * checked with the database, and in development too.
 */
export function findUnsafe({ options, providers, login }: SetUp): string[] {
  const { production, acceptRisks, publicUrl, linkSecrets, tasks } = options;
  if (!production) return [];
  const lines: string[] = [];
  if (login?.isSuperuser === true && !acceptRisks.loginMayDoAnything) {
    lines.push(`The database login "${login.login}" is a superuser. Give this program a login of its own that owns its tables and nothing more. To leave it so: acceptRisks: { loginMayDoAnything: true }.`);
  }
  if (tasks.news.webhooks && providers.some(isMeshyWithoutWebhook) && !acceptRisks.newsComesByAskingOnly) {
    lines.push("Meshy's webhook has no secret, so none of its deliveries is taken. Set MESHY_WEBHOOK_SECRET (or `webhookSecrets`) to the one of Meshy's dashboard, or say that none is wanted: tasks: { news: { webhooks: false } }, or acceptRisks: { newsComesByAskingOnly: true }.");
  }
  if (publicUrl !== null && publicUrl.startsWith("http:") && !isLoopbackUrl(publicUrl) && !acceptRisks.linksTravelOpenly) {
    lines.push(`\`publicUrl\` is ${publicUrl}: sessions and signed links would travel unencrypted. Use https. To leave it so: acceptRisks: { linksTravelOpenly: true }.`);
  }
  if (linkSecrets.some(isGuessable) && !acceptRisks.linksMayBeForged) {
    lines.push(`One of \`linkSecrets\` can be guessed. Each needs at least ${LINK_SECRET_CHARACTERS} random characters, such as \`openssl rand -base64 32\` writes. To leave it so: acceptRisks: { linksMayBeForged: true }.`);
  }
  return lines;
}

function isMeshyWithoutWebhook(provider: Provider): boolean {
  return provider.name === "meshy" && provider.mode === "asynchronous" && provider.webhook === null;
}

function isGuessable(secret: string): boolean {
  return secret.length < LINK_SECRET_CHARACTERS || new Set(secret).size < LINK_SECRET_DISTINCT;
}

/** @throws UnsafeSetUpError */
export async function assertSetUpIsSafe(database: Database, options: SetUp["options"], providers: readonly Provider[]): Promise<void> {
  const login = options.production && database.kind === "postgres" ? await readLoginFacts(database) : null;
  const lines = findUnsafe({ options, providers, login });
  if (lines.length > 0) throw new UnsafeSetUpError(lines);
}

/** How the tasks of services are submitted and followed. */
export interface TaskOptions {
  /** The ways in which news of a task is taken; each can be switched off, as long as one is left. All are on. */
  news?: {
    /** What services send to `/webhooks/:provider`. */
    webhooks?: boolean;
    /** Asking the service when a user asks for the state of a task. */
    status?: boolean;
    /** Workers that ask for tasks that nobody has heard of for a while. */
    sweeper?: boolean;
    /** Event streams that workers hold open, of services that have them. */
    stream?: boolean;
  };
  /** How long after its submission the sweeper first looks after a task; then ever longer, up to `lastLookMs`. Default 5 s. */
  firstLookMs?: number;
  /** Default 30 s. */
  lastLookMs?: number;
  /** However many users ask for a task, the service is asked at most once in this time. Default 5 s. */
  askIntervalMs?: number;
  /** How long a user who asks is kept waiting for the service before the stored state is shown as stale. Default 8 s. */
  askTimeoutMs?: number;
  /** A model that has waited for a place with its service for so long is given up as EXPIRED. Default 2 hours. */
  maxWaitMs?: number;
  /** How long one submission may take, photos included. Default 45 s. */
  submissionTimeoutMs?: number;
  /**
   * How long after a process that was submitting has died another one looks what has become of it. Default 20 s. However short it is, nothing
   * is sent again before `submissionTimeoutMs` have passed since it was sent, or the process has said that it ended.
   */
  submissionLeaseMs?: number;
  /** When the service's list is looked through for a task whose submission had no answer, each after the one before. After the last one it counts as never made. Default 0, 2, 6, 12 s. */
  fateLooksMs?: readonly number[];
  /** By how much the service's clock may differ from ours, when a task is looked for by its time. Keep it short where an account is shared. Default 10 s. */
  clockSkewMs?: number;
  /** How often a model is submitted before it fails. Default 6. */
  maxSubmissions?: number;
  /** Event streams that one process holds at once. Default 4. */
  maxStreams?: number;
  /** How often a worker looks for what is due. Default 1 s. */
  tickMs?: number;
}

export interface ResolvedTaskOptions extends Required<Omit<TaskOptions, "news">> {
  news: Required<NonNullable<TaskOptions["news"]>>;
}

export const TASK_DEFAULTS = {
  news: { webhooks: true, status: true, sweeper: true, stream: true },
  firstLookMs: 5_000,
  lastLookMs: 30_000,
  askIntervalMs: 5_000,
  askTimeoutMs: 8_000,
  maxWaitMs: 2 * 60 * 60_000,
  submissionTimeoutMs: 45_000,
  submissionLeaseMs: 20_000,
  fateLooksMs: [0, 2_000, 6_000, 12_000],
  clockSkewMs: 10_000,
  maxSubmissions: 6,
  maxStreams: 4,
  tickMs: 1_000,
} as const satisfies ResolvedTaskOptions;

/** @throws TypeError with one sentence that names the option. */
export function resolveTaskOptions(options: TaskOptions = {}): ResolvedTaskOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as TaskOptions;
  const resolved: ResolvedTaskOptions = { ...TASK_DEFAULTS, ...given, news: { ...TASK_DEFAULTS.news, ...given.news } };
  for (const name of ["firstLookMs", "lastLookMs", "askIntervalMs", "askTimeoutMs", "maxWaitMs", "submissionTimeoutMs", "submissionLeaseMs", "maxSubmissions", "tickMs"] as const) {
    if (!(Number.isFinite(resolved[name]) && resolved[name] > 0)) throw new TypeError(`model-3d: \`tasks.${name}\` must be a number above 0.`);
  }
  for (const name of ["clockSkewMs", "maxStreams"] as const) {
    if (!(Number.isFinite(resolved[name]) && resolved[name] >= 0)) throw new TypeError(`model-3d: \`tasks.${name}\` must be a number, 0 or more.`);
  }
  if (resolved.fateLooksMs.length === 0 || !resolved.fateLooksMs.every((ms) => ms >= 0)) throw new TypeError("model-3d: `tasks.fateLooksMs` must name at least one pause, each of 0 ms or more.");
  if (!Object.values(resolved.news).some(Boolean)) throw new TypeError("model-3d: `tasks.news` must leave at least one way to hear of a task.");
  return resolved;
}

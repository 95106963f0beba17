import { DEFAULT_API_BASE } from "@model-3d/contract";
import { SYSTEM_CLOCK, type Clock } from "./clock.ts";
import { documentVisibility, type PageVisibility } from "./page-visibility.ts";

export type HeadersSource = HeadersInit | (() => HeadersInit | Promise<HeadersInit>);

export interface Model3DClientOptions {
  /** Where the host mounts the router: a path or a whole address. */
  api?: string;
  /** The host's own `fetch`, for instance one that signs requests. */
  fetch?: typeof fetch;
  /** Sent with every request; a function is asked before each one. */
  headers?: HeadersSource;
  /** Whether cookies go along. */
  credentials?: RequestCredentials;
  /** 0 up to 1, for the jitter between attempts. */
  random?: () => number;
  /** Makes the Idempotency-Key of a generation that brings none. */
  createId?: () => string;
  clock?: Clock;
  visibility?: PageVisibility;
  stream?: EventStreamTimings;
  /** A request that has no whole answer after so many milliseconds ends as a `network_error`. Streams, uploads and files take as long as they take. */
  requestTimeoutMs?: number;
  /** Milliseconds after which a start without an answer calls its `onSlow`. */
  slowAfterMs?: number;
}

/** All in milliseconds. */
export interface EventStreamTimings {
  /** Without a byte for this long the connection counts as dead. The server's heartbeat must be well below. */
  heartbeatTimeoutMs?: number;
  /** First pause between attempts; it doubles with each one that fails. */
  backOffMs?: number;
  maxBackOffMs?: number;
  /** How often to ask for everything while no stream can be had. */
  pollIntervalMs?: number;
  /** A page in the background for longer lets go of its stream, and resumes it when it is seen again. */
  hiddenGraceMs?: number;
  /** Longest time that first requests wait for the stream, so that nothing falls between the two. */
  readyTimeoutMs?: number;
}

export const EVENT_STREAM_DEFAULTS: Readonly<Required<EventStreamTimings>> = {
  heartbeatTimeoutMs: 45_000,
  backOffMs: 1_000,
  maxBackOffMs: 30_000,
  pollIntervalMs: 20_000,
  hiddenGraceMs: 30_000,
  readyTimeoutMs: 400,
};

export const MODEL_3D_CLIENT_DEFAULTS = {
  api: DEFAULT_API_BASE,
  credentials: "same-origin",
  requestTimeoutMs: 60_000,
  slowAfterMs: 10_000,
} as const satisfies Model3DClientOptions;

export interface ResolvedModel3DClientOptions extends Required<Omit<Model3DClientOptions, "stream">> {
  stream: Required<EventStreamTimings>;
  /** Whether requests differ from what the browser itself would send for a plain link. */
  isCustomised: boolean;
  /** Whether the host brought its own `fetch`. */
  hasOwnFetch: boolean;
}

export function resolveModel3DClientOptions(options: Model3DClientOptions = {}): ResolvedModel3DClientOptions {
  return {
    api: (options.api ?? MODEL_3D_CLIENT_DEFAULTS.api).replace(/\/+$/, ""),
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    headers: options.headers ?? {},
    credentials: options.credentials ?? MODEL_3D_CLIENT_DEFAULTS.credentials,
    random: options.random ?? Math.random,
    createId: options.createId ?? createRandomId,
    clock: options.clock ?? SYSTEM_CLOCK,
    visibility: options.visibility ?? documentVisibility(),
    requestTimeoutMs: options.requestTimeoutMs ?? MODEL_3D_CLIENT_DEFAULTS.requestTimeoutMs,
    slowAfterMs: options.slowAfterMs ?? MODEL_3D_CLIENT_DEFAULTS.slowAfterMs,
    stream: { ...EVENT_STREAM_DEFAULTS, ...options.stream },
    isCustomised: options.fetch !== undefined || options.headers !== undefined || options.credentials === "include",
    hasOwnFetch: options.fetch !== undefined,
  };
}

/** `crypto.randomUUID` is missing on pages without https; random bytes are not. */
function createRandomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

import type { View } from "@model-3d/contract";
import type { Provider, ProviderView, RemoteFile, TaskHandle, WebhookDelivery } from "../provider.ts";

/** How a test plays the service's part in telling news. */
export interface WebhookUnderTest {
  /** A delivery of the service's own about this task, with its proof. */
  deliver(taskId: string): WebhookDelivery | Promise<WebhookDelivery>;
  /** The header that carries the proof, in lower case. */
  proofHeader: string;
}

/**
 * A provider, the service that it talks to, and the situations that the service can be brought into. All hooks may be left out; what can't
 * be checked without one is told as not applicable. Each check gets one of its own, and closes it.
 */
export interface ProviderUnderTest {
  provider: Provider;
  /** Photos of one object that the service takes, the front first. Default: drawn ones of a vase, PNG. */
  photos?: readonly ProviderView[];
  /** Keys and secrets: no error, warning or word on the health may contain one. */
  secrets?: readonly string[];
  /** The service's time. Default: the system's. */
  now?(): Date;
  /** API requests that the service has received so far; downloads are none. */
  countRequests?(): number;
  /** The photos that the service got for a task, in the order in which it got them; `null` for what is no photo of the request. */
  seenViews?(taskId: string, photos: readonly { view: View; bytes: Uint8Array }[]): readonly (View | null)[] | Promise<readonly (View | null)[]>;
  /** Lets some of a task's time pass, a tenth or so. */
  advance?(taskId: string): void | Promise<void>;
  /** Lets a task succeed. */
  finish?(taskId: string): void | Promise<void>;
  /** The next task that is made will fail, once it is finished. */
  failNextTask?(): void | Promise<void>;
  /** A task that the service does not know. */
  unknownTask?: TaskHandle;
  /** The next request that makes a task is carried out, and its answer lost. */
  loseNextAnswer?(): void | Promise<void>;
  /** The next request that makes a task is refused because there were too many. */
  limitNextCreate?(): void | Promise<void>;
  /** The service does not answer its next request at all. */
  hangNextRequest?(): void | Promise<void>;
  /** The next request that reads a task is answered by a fault of the service's own. */
  breakNextRead?(): void | Promise<void>;
  /** The same provider with a key that the service refuses. */
  withWrongKey?(): Provider | Promise<Provider>;
  /** Fetches a file of a result. */
  download?(file: RemoteFile): Promise<Uint8Array>;
  webhook?: WebhookUnderTest;
  /** Ends the service and what else the test started; the provider itself is closed by then. */
  close?(): void | Promise<void>;
}

/** The hooks that a check may need. */
export type ConformanceHook = Exclude<keyof ProviderUnderTest, "provider" | "photos" | "secrets" | "now" | "close">;

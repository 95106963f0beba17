import type { Provider } from "@model-3d/server";

/** Who makes the demo's models, in words. */
export interface Generator {
  /** For its operator: `local`, `Meshy`, `Meshy simulator at http://127.0.0.1:4010`. */
  name: string;
  /** For its pages: made … */
  madeBy: string;
  /** Where the service shall send its news, or that it sends none; `null` for a generator on this machine. */
  describeWebhook(publicUrl: string): string | null;
}

export const MOUNT_PATH = "/api";
const MESHY_HOST = "api.meshy.ai";

/** @param baseUrl `MESHY_BASE_URL`, if it is set */
export function describeGenerator([first]: readonly Provider[], baseUrl: string | undefined): Generator {
  if (first?.mode !== "asynchronous") return { name: "local", madeBy: "made on this machine", describeWebhook: () => null };
  const [simulator] = first.fileOrigins;
  const host = baseUrl === undefined ? undefined : URL.parse(baseUrl.trim())?.host;
  return {
    name: simulator !== undefined ? `Meshy simulator at ${simulator}` : host === undefined || host === MESHY_HOST ? "Meshy" : `Meshy at ${host}`,
    madeBy: simulator === undefined ? "made by Meshy, to which the photos are sent" : "made by a simulator of Meshy on this machine",
    describeWebhook(publicUrl) {
      if (first.webhook === null) return "none; Meshy is asked for news instead. Set MESHY_WEBHOOK_SECRET to be told.";
      const isOutOfReach = simulator === undefined && !publicUrl.startsWith("https:");
      return `POST ${publicUrl}${MOUNT_PATH}/webhooks/${first.name}${isOutOfReach ? " (Meshy needs an https address that it can reach: set PUBLIC_URL to it)" : ""}`;
    },
  };
}

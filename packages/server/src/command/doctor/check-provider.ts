import { readMeshyAccount } from "../../providers/meshy/read-meshy-account.ts";
import { ProviderError } from "../../providers/provider-error.ts";
import { providersFromEnvironment, SIMULATOR_KEY } from "../../providers/providers-from-environment.ts";
import { checkOf, skipped, type DoctorCheck, type DoctorContext } from "./doctor-context.ts";
import { doctorFinding, type DoctorFinding } from "./doctor-finding.ts";

const BUY = ["# buy credits in Meshy's dashboard; what is being made goes on"];

/** The key of the service, by asking what its account has left. It costs nothing. */
export async function checkProvider({ environment }: DoctorContext): Promise<DoctorCheck> {
  const { MESHY_API_KEY, MESHY_BASE_URL } = environment;
  if (!MESHY_API_KEY && !MESHY_BASE_URL) return skipped("provider", "no MESHY_API_KEY: the local generator needs none, and the keys of providers of your own are not known here");
  const findings: DoctorFinding[] = [];
  try {
    const [provider] = providersFromEnvironment(environment);
    if (provider?.mode === "asynchronous" && provider.webhook === null) findings.push(doctorFinding("webhook_secret_missing", "MESHY_WEBHOOK_SECRET is not set.", ["# the webhook's secret, as Meshy's dashboard shows it:", "export MESHY_WEBHOOK_SECRET=…", "# or, without a webhook, as an option of createModel3D: tasks: { news: { webhooks: false } }"]));
    await provider?.close();
    const { balance, needed, baseUrl } = await readMeshyAccount({ apiKey: MESHY_API_KEY || SIMULATOR_KEY, ...(MESHY_BASE_URL ? { baseUrl: MESHY_BASE_URL } : {}) });
    if (balance !== null && balance < needed) findings.push(doctorFinding("provider_credits_low", `The Meshy account has ${balance} credits left; one model takes ${needed}.`, BUY));
    return checkOf("provider", `${baseUrl}: ${balance ?? "unknown"} Meshy credits`, findings);
  } catch (error) {
    if (!(error instanceof ProviderError || error instanceof TypeError)) throw error;
    return checkOf("provider", MESHY_BASE_URL ?? "Meshy", [...findings, explain(error)]);
  }
}

function explain(error: ProviderError | TypeError): DoctorFinding {
  const isKey = error instanceof TypeError || ["provider_key_refused", "provider_forbidden"].includes(error.code);
  if (isKey) return doctorFinding("provider_key_refused", error.message, ["# a key of Meshy's dashboard:", "export MESHY_API_KEY=msy_…"]);
  if (error.code === "provider_account_empty") return doctorFinding("provider_credits_low", error.message, BUY);
  return doctorFinding("provider_not_reached", error.message, ["curl -i https://api.meshy.ai/openapi/v1/balance   # 401 means that it is reached", "# let this machine out to api.meshy.ai:443, and leave MESHY_BASE_URL out but for a simulator"]);
}

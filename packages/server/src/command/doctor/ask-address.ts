const TIMEOUT_MS = 10_000;
const MAX_BYTES = 2 * 1024 * 1024;

export interface AskedAddress {
  status: number;
  headers: Headers;
  text: string;
  /** Undefined for what is no JSON. */
  json: Record<string, unknown> | undefined;
}

/** Asks one address of the host's own, as anybody could. @returns null with the reason in words where nobody answers. */
export async function askAddress(url: string, init: RequestInit = {}): Promise<AskedAddress | { status: 0; reason: string }> {
  try {
    const response = await fetch(url, { redirect: "manual", ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await readText(response);
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  } catch (error) {
    return { status: 0, reason: reasonOf(error) };
  }
}

/** A stream of events does not end. */
async function readText(response: Response): Promise<string> {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return (await response.text()).slice(0, MAX_BYTES);
  await response.body?.cancel();
  return "";
}

/** What came, in a few words: `404 text/html`. */
export const sayAnswer = (answer: Awaited<ReturnType<typeof askAddress>>): string => ("reason" in answer ? answer.reason : `${answer.status} ${answer.headers.get("content-type")?.split(";")[0] ?? "without a type"}`);

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === "TimeoutError") return `no answer within ${TIMEOUT_MS / 1000} s`;
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
}

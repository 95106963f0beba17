/** A file that the server does not give. */
export class FileRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The file was refused with status ${status}.`);
    this.name = "FileRefused";
    this.status = status;
  }
}

/** Bytes that are there, and how many there will be where that is known. */
export interface FileProgress {
  loaded: number;
  total: number | null;
}

/** How long a saved file stays readable for the browser, which takes it when it likes. */
const KEEP_MS = 60_000;

/** Fetches a file and tells how far it is. Throws `FileRefused`, or what `fetch` throws. */
export async function downloadFile(url: string, onProgress: (progress: FileProgress) => void, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new FileRefused(response.status);
  const total = lengthOf(response);
  let loaded = 0;
  onProgress({ loaded, total });
  const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      onProgress({ loaded, total });
      controller.enqueue(chunk);
    },
  });
  const headers = { "Content-Type": response.headers.get("Content-Type") ?? "application/octet-stream" };
  return new Response(response.body?.pipeThrough(count) ?? null, { headers }).blob();
}

/** Size of a file in bytes, without its body; `null` where the server does not tell. */
export async function sizeOf(url: string, signal: AbortSignal): Promise<number | null> {
  try {
    if (!/^https?:/.test(new URL(url, location.href).protocol)) return (await (await fetch(url, { signal })).blob()).size;
    const response = await fetch(url, { method: "HEAD", signal });
    return response.ok ? lengthOf(response) : null;
  } catch {
    return null;
  }
}

/** Hands a file to the browser, which saves it where the user has things saved. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_MS);
}

/** A packed body is counted unpacked, so its length says nothing. */
function lengthOf({ headers }: Response): number | null {
  const length = Number(headers.get("Content-Length") ?? Number.NaN);
  return Number.isSafeInteger(length) && length > 0 && headers.get("Content-Encoding") === null ? length : null;
}

import { PATHS, REQUEST_ID_HEADER, type SourceImageAnswer, type View } from "@model-3d/contract";
import type { ResolvedModel3DClientOptions } from "./client-options.ts";
import { networkError, parseErrorAnswer, unexpectedAnswer, type CallOptions, type Transport } from "./transport.ts";

export interface UploadOptions extends CallOptions {
  /** Called as bytes leave; where the platform tells nothing in between, once at the start and once at the end. */
  onProgress?: (progress: UploadProgress) => void;
}

/** Both in bytes. */
export interface UploadProgress {
  loaded: number;
  total: number;
}

/** Sends one photo. `fetch` cannot tell how far an upload is, so a browser's XMLHttpRequest is taken where the host brings no `fetch` of its own. */
export async function uploadSourceImage(
  transport: Transport,
  client: ResolvedModel3DClientOptions,
  view: View,
  file: Blob,
  { signal, onProgress }: UploadOptions = {},
): Promise<SourceImageAnswer> {
  const form = new FormData();
  form.set("view", view);
  form.set("image", file);
  onProgress?.({ loaded: 0, total: file.size });
  if (onProgress === undefined || client.hasOwnFetch || typeof XMLHttpRequest === "undefined") {
    const answer = await transport.sendJson<SourceImageAnswer>(PATHS.sourceImages, { method: "POST", body: form, signal });
    onProgress?.({ loaded: file.size, total: file.size });
    return answer;
  }
  const headers = await transport.headersOf({ Accept: "application/json" });
  return sendWithProgress(transport.urlOf(PATHS.sourceImages), form, headers, client.credentials === "include", onProgress, signal);
}

function sendWithProgress(
  url: string,
  form: FormData,
  headers: Headers,
  withCredentials: boolean,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal | undefined,
): Promise<SourceImageAnswer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.withCredentials = withCredentials;
    headers.forEach((value, name) => request.setRequestHeader(name, value));
    const abort = (): void => request.abort();
    signal?.addEventListener("abort", abort, { once: true });
    request.upload.onprogress = ({ loaded, total }) => onProgress({ loaded, total });
    request.onabort = () => reject(signal?.reason ?? networkError());
    request.onerror = () => reject(networkError());
    request.onloadend = () => signal?.removeEventListener("abort", abort);
    request.onload = () => {
      const requestId = request.getResponseHeader(REQUEST_ID_HEADER);
      if (request.status >= 300) return reject(parseErrorAnswer(request.status, request.responseText, requestId));
      try {
        resolve(JSON.parse(request.responseText) as SourceImageAnswer);
      } catch (cause) {
        reject(unexpectedAnswer(request.status, requestId, cause));
      }
    };
    request.send(form);
  });
}

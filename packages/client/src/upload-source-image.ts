import { PATHS, REQUEST_ID_HEADER, type SourceImageAnswer, type View } from "@model-3d/contract";
import type { ResolvedModel3DClientOptions } from "./client-options.ts";
import type { CallOptions, Transport } from "./transport.ts";

export interface UploadOptions extends CallOptions {
  /** Called as bytes leave; where the platform tells nothing in between, once at the start and once at the end. */
  onProgress?: (progress: UploadProgress) => void;
}

/** Both in bytes. */
export interface UploadProgress {
  loaded: number;
  total: number;
}

/** What of an answer's headers is looked at. */
const READ_HEADERS = [REQUEST_ID_HEADER, "Date", "Retry-After"];

/** Sends one photo. `fetch` cannot tell how far an upload is, so a browser's XMLHttpRequest is taken where the host brings no `fetch` of its own. */
export async function uploadSourceImage(
  transport: Transport,
  client: ResolvedModel3DClientOptions,
  view: View,
  file: Blob,
  { signal, onProgress }: UploadOptions = {},
): Promise<SourceImageAnswer> {
  const body = new FormData();
  body.set("view", view);
  body.set("image", file);
  onProgress?.({ loaded: 0, total: file.size });
  const tellsProgress = onProgress !== undefined && !client.hasOwnFetch && typeof XMLHttpRequest !== "undefined";
  const answer = await transport.sendJson<SourceImageAnswer>(PATHS.sourceImages, { method: "POST", body, signal, ...(tellsProgress ? { fetch: fetchTelling(onProgress) } : {}) });
  if (!tellsProgress) onProgress?.({ loaded: file.size, total: file.size });
  return answer;
}

/** A `fetch` of a form that tells how far it is. */
function fetchTelling(onProgress: (progress: UploadProgress) => void): typeof fetch {
  return (url, { method = "GET", headers: sent, body, credentials, signal } = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, String(url));
      request.withCredentials = credentials === "include";
      new Headers(sent).forEach((value, name) => request.setRequestHeader(name, value));
      const abort = (): void => request.abort();
      signal?.addEventListener("abort", abort, { once: true });
      request.upload.onprogress = ({ loaded, total }) => onProgress({ loaded, total });
      request.onabort = () => reject(signal?.reason as Error);
      request.onerror = () => reject(new TypeError("The photo could not be sent."));
      request.onloadend = () => signal?.removeEventListener("abort", abort);
      request.onload = () => {
        const headers = READ_HEADERS.flatMap((name) => {
          const value = request.getResponseHeader(name);
          return value === null ? [] : [[name, value] as [string, string]];
        });
        resolve(new Response(request.responseText || null, { status: request.status, headers }));
      };
      request.send(body as FormData);
    });
}

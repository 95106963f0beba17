import { extname } from "node:path/posix";

export interface UrlDescription {
  hostname: string;
  origin: string;
  /** `https` on port 443, without user and password. */
  isPlainHttps: boolean;
  /** What the file is called by its address. */
  name: string;
  /** What it is by its ending; `application/octet-stream` where that says nothing. */
  contentType: string;
}

const TYPES: Readonly<Record<string, string>> = {
  ".glb": "model/gltf-binary",
  ".gltf": "model/gltf+json",
  ".usdz": "model/vnd.usdz+zip",
  ".obj": "model/obj",
  ".mtl": "model/mtl",
  ".stl": "model/stl",
  ".3mf": "model/3mf",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
};
const MAX_NAME_CHARACTERS = 100;

/** What an address says of itself, or `null` if it is none of the web. */
export function describeUrl(address: string): UrlDescription | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  const name = nameOf(url.pathname);
  const isPlainHttps = url.protocol === "https:" && url.port === "" && url.username === "" && url.password === "";
  return { hostname: url.hostname, origin: url.origin, isPlainHttps, name, contentType: TYPES[extname(name).toLowerCase()] ?? "application/octet-stream" };
}

// Letters and digits of any script and a few marks: no line break, no quote, nothing that turns the direction of writing.
function nameOf(pathname: string): string {
  const last = pathname.slice(pathname.lastIndexOf("/") + 1);
  let name = last;
  try {
    name = decodeURIComponent(last);
  } catch {
    // Not valid percent-encoding: it is called as it stands.
  }
  const plain = name.replace(/[^\p{L}\p{N}._ -]/gu, "_");
  const ending = extname(plain).slice(0, MAX_NAME_CHARACTERS / 2);
  return plain.length <= MAX_NAME_CHARACTERS ? plain || "file" : Array.from(plain).slice(0, MAX_NAME_CHARACTERS - ending.length).join("") + ending;
}

import assert from "node:assert/strict";
import type { ProviderCapabilities, ProviderFile, RemoteFile } from "../provider.ts";

const SAFE_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/;
const CONTENT_TYPE = /^[a-z]+\/[a-z0-9.+-]+$/;
const MAPS: readonly unknown[] = ["base_color", "metallic", "roughness", "normal", "emission"];
const GLB_HEADER_BYTES = 12;

/** What holds for the files of every result: one GLB, names that are safe and unique, kinds that were announced. */
export function expectFiles(files: readonly ProviderFile[], { formats }: ProviderCapabilities): void {
  const names = files.map(({ name }) => name);
  for (const name of names) assert.match(name, SAFE_NAME, "a file's name must consist of letters, digits, dot, dash and underscore");
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length, `no two files may have the same name: ${names.join(", ")}`);
  assert.equal(files.filter(({ kind }) => kind === "glb").length, 1, "a result has exactly one file of the kind glb");
  for (const { kind, name, contentType, texture } of files) {
    assert.match(contentType, CONTENT_TYPE, `${name} must say what it is`);
    assert.ok(kind === "texture" || /thumbnail/.test(kind) || formats.includes(kind), `${name} is of the kind ${kind}, which \`capabilities.formats\` does not name`);
    assert.equal(texture !== undefined, kind === "texture", `${name}: the kind texture, and only that, says which map it is`);
    if (texture) assert.ok(Number.isInteger(texture.set) && texture.set >= 0 && MAPS.includes(texture.map), `${name} is no map that is known`);
  }
  const maps = files.flatMap(({ texture }) => (texture ? [`${texture.set} ${texture.map}`] : []));
  assert.equal(new Set(maps).size, maps.length, "each map of a set is there once");
}

/** Files are fetched from `https:` addresses, or from the origins that the provider has named. */
export function expectAddresses(files: readonly RemoteFile[], fileOrigins: readonly string[]): void {
  for (const { name, url } of files) {
    const { protocol, origin, username } = new URL(url);
    assert.ok(protocol === "https:" || fileOrigins.includes(origin), `${name} lies at ${origin}, which is neither https nor among \`fileOrigins\``);
    assert.equal(username, "", `${name}'s address must carry no credentials`);
  }
}

/** The header of binary glTF 2.0 (glTF 2.0, section 4.4.2), and that the file is as long as it says. */
export function expectGlb(bytes: Uint8Array): void {
  assert.ok(bytes.byteLength >= GLB_HEADER_BYTES, "the GLB is no more than a few bytes");
  const header = new DataView(bytes.buffer, bytes.byteOffset, GLB_HEADER_BYTES);
  assert.equal(header.getUint32(0, true), 0x46546c67, "the file of the kind glb must be binary glTF");
  assert.equal(header.getUint32(4, true), 2, "the GLB must be of version 2");
  assert.equal(header.getUint32(8, true), bytes.byteLength, "the GLB must be as long as it says");
}

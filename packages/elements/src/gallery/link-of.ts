/** An address that can be a link's: none where there is none, or where it is a script that would run with the rights of this page. */
export function linkOf(address: unknown): string | undefined {
  if (typeof address !== "string" || address === "") return undefined;
  try {
    return new URL(address, document.baseURI).protocol === "javascript:" ? undefined : address;
  } catch {
    return undefined;
  }
}

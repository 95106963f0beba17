/** Where the page's address has no fragment and the viewer no id: brings the first viewer of the page into sight. */
export const VIEWER_FRAGMENT = "model-3d";

interface HasAddress {
  arUrl: string | undefined;
  id: string;
}

/** The address that a phone is to open: the page's choice, or the page itself at the viewer. */
export function addressForPhone({ arUrl, id }: HasAddress, page: string): string {
  if (arUrl) return new URL(arUrl, page).href;
  const address = new URL(page);
  if (id !== "") address.hash = id;
  else if (address.hash === "") address.hash = VIEWER_FRAGMENT;
  return address.href;
}

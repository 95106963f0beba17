/** The shop's pages, in the order in which its header names them. */
const PAGES = [
  ["/", "Products"],
  ["/your-photos", "Your own photos"],
  ["/designer", "AI Designer"],
  ["/elements", "Elements"],
  ["/admin", "Operations"],
] as const;

export type ShopPath = (typeof PAGES)[number][0];

/** What stands at the top of every page of the shop, on the one at `path`. Who runs the shop has no credits to see. */
export function renderHeader(path: ShopPath): string {
  const links = PAGES.map(([href, name]) => `<a href="${href}"${href === path ? ' aria-current="page"' : ""}>${name}</a>`);
  const credits = path === "/admin" ? "" : "\n        <model-3d-credits></model-3d-credits>";
  return `<header>
        <a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28" />Corner Shop</a>
        <nav aria-label="Shop">
          ${links.join("\n          ")}
        </nav>${credits}
      </header>`;
}

const AT_ONCE = 8;

/** Some at once, in their order. */
export async function inTurn<Item>(all: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += AT_ONCE) await Promise.all(all.slice(from, from + AT_ONCE).map(work));
}

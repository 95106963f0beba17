/** Names the first, second … time of something, so that dice can be thrown for each whatever happens between. */
export function createOccasions(): (what: string) => string {
  const counts = new Map<string, number>();
  return (what) => {
    const count = (counts.get(what) ?? 0) + 1;
    counts.set(what, count);
    return `${what}/${count}`;
  };
}

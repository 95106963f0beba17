/** Tells of each error once, however often it comes up. */
export function reportOnce(report: (error: unknown) => unknown): (error: unknown) => void {
  const told = new WeakSet<Error>();
  return (error) => {
    if (error instanceof Error) {
      if (told.has(error)) return;
      told.add(error);
    }
    report(error);
  };
}

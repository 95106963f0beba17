/** What moved of its own accord while `work` went on, as the browser counts it; 0 when nothing did. */
export async function layoutShiftsDuring(work: () => Promise<void>): Promise<number> {
  let sum = 0;
  const count = (list: PerformanceObserverEntryList): void => {
    for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
  };
  const observer = new PerformanceObserver(count);
  const take = (): void => {
    for (const entry of observer.takeRecords()) sum += (entry as PerformanceEntry & { value: number }).value;
  };
  observer.observe({ type: "layout-shift" });
  await work();
  await twoFrames();
  take();
  observer.disconnect();
  return sum;
}

/** A shift is counted when it is drawn. */
async function twoFrames(): Promise<void> {
  for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** All first words of `console.warn` while the steps run. */
export async function catchWarnings(steps: () => Promise<void>): Promise<string[]> {
  const told: string[] = [];
  const { warn } = console;
  console.warn = (...values: unknown[]) => void told.push(String(values[0]));
  try {
    await steps();
  } finally {
    console.warn = warn;
  }
  return told;
}

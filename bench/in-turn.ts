/** The middle one of some values. */
export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/**
 * Measures two things in turn, A B and then B A, so that what the machine does beside it falls on both; once before, unmeasured.
 * @returns what each round gave, ours and the other's side by side.
 */
export async function measureInTurn<Figures>(rounds: number, ours: () => Promise<Figures>, other: () => Promise<Figures>): Promise<{ ours: Figures[]; other: Figures[] }> {
  await ours();
  await other();
  const measured: { ours: Figures[]; other: Figures[] } = { ours: [], other: [] };
  for (let round = 0; round < rounds; round += 1) {
    const turns = [async () => void measured.ours.push(await ours()), async () => void measured.other.push(await other())];
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
  }
  return measured;
}

/** `0.76 of … (goal 0.5; 0.29–1.79 in 7 rounds)`, by the ratios of the rounds. */
export function describeRatio(ours: readonly number[], other: readonly number[], { of, goal }: { of: string; goal: number }): string {
  const ratios = ours.map((value, round) => value / (other[round] ?? Number.NaN));
  return `${median(ratios).toFixed(2)} of ${of} (goal ${goal}; ${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)} in ${ratios.length} rounds)`;
}

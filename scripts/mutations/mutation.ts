/** A guard that is taken away: a text that stands exactly once in a file, what stands there instead, and the tests of which one at least has to go red. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly tests: readonly string[];
}

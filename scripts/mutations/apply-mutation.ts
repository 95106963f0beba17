import type { Mutation } from "./mutation.ts";

/** The source with one guard taken away. @throws Error when its text is not there, or more than once: the mutation is out of date. */
export function applyMutation(source: string, { name, file, find, replace }: Omit<Mutation, "tests">): string {
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`The mutation "${name}" finds its text ${places} times in ${file} and not once: write it anew for what stands there now.`);
  return source.replace(find, () => replace);
}

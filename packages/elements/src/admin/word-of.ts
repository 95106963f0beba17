/** The word for what a server says, and its own where a newer one says what nobody here knows. */
export const wordOf = (words: Readonly<Record<string, string>>, key: string): string => (Object.hasOwn(words, key) ? (words[key] ?? key) : key);

/** @throws TypeError that names what is unknown under an option, and everything that is known there. */
export function refuseUnknownNames(option: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`model-3d: \`${option}\` has no \`${unknown}\`; it takes ${known.join(", ")}.`);
}

import { MeshError } from "./mesh-error.ts";

/** What nobody knows is a word that was mistyped, and would be as if it were not there. @throws MeshError `option` */
export function refuseUnknown<Options extends object>(options: NoInfer<Options>, known: Readonly<Record<keyof Options, true>>): void {
  if (typeof options !== "object" || (options as Options | null) === null) throw new MeshError("option", `Options must be an object, not ${String(options)}.`);
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !Object.hasOwn(known, name)) throw new MeshError("option", `There is no option "${name}"; there are ${Object.keys(known).join(", ")}.`);
  }
}

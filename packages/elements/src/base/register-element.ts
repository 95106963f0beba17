import type { LitElement } from "lit";
import { DEFAULT_TAG_PREFIX } from "./tag-prefix.ts";

type ElementClass = typeof LitElement;

/**
 * Registers an element as `<prefix>-<name>`. A name that is taken stays as it is, so that two copies or two versions on
 * one page never throw; where there is no registry (a server) nothing happens.
 */
export function registerElement(name: string, elementClass: ElementClass, prefix: string = DEFAULT_TAG_PREFIX): void {
  const registry = globalThis.customElements;
  const tag = `${prefix}-${name}`;
  if (registry === undefined || registry.get(tag) !== undefined) return;
  registry.define(tag, prefix === DEFAULT_TAG_PREFIX ? elementClass : renamed(elementClass, prefix));
}

/** A class can be registered once only, so another prefix needs a class of its own. */
function renamed(elementClass: ElementClass, prefix: string): ElementClass {
  return class extends elementClass {
    static tagPrefix = prefix;
  };
}

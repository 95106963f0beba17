import { LitElement, type PropertyDeclaration } from "lit";

export interface DefaultingDeclaration extends PropertyDeclaration {
  /** What the property is until the page says something, and again when it no longer does; `undefined` when it is left out. */
  initial?: unknown;
  /** `null` says something of its own here, such as that there is none. */
  takesNull?: true;
  /** Whether it is a value of this property; one that is not is told to the developer and counts as gone. */
  fits?: (value: unknown) => boolean;
  /** The only values, in place of `fits`. */
  oneOf?: readonly unknown[];
}

export type DefaultingDeclarations = Readonly<Record<string, DefaultingDeclaration>>;

/** What the page has taken away: an attribute is `null` then, in frameworks a property may be `undefined` too, and a number that is none `NaN`. */
const isGone = (value: unknown, takesNull = false): boolean => value === undefined || (value === null && !takesNull) || Number.isNaN(value);

/** An element whose public properties go back to what they were at first when the page takes their value away. */
export class DefaultingElement extends LitElement {
  /** Once for each class: Lit makes its properties, and each of them learns what it goes back to. */
  protected static override finalize(): void {
    const isDone = Object.hasOwn(this, "finalized");
    super.finalize();
    if (isDone || !Object.hasOwn(this, "properties")) return;
    for (const [name, options] of Object.entries<DefaultingDeclaration>(this.properties)) {
      const descriptor = Object.getOwnPropertyDescriptor(this.prototype, name);
      const { set } = descriptor ?? {};
      if (set === undefined || options.state) continue;
      Object.defineProperty(this.prototype, name, {
        ...descriptor,
        set(this: DefaultingElement, value: unknown): void {
          const { fits, oneOf } = options;
          const isWrong = !isGone(value, options.takesNull) && (fits?.(value) ?? oneOf?.includes(value)) === false;
          if (isWrong) console.warn(`<${this.localName}>: ${JSON.stringify(value)} is no ${name}${oneOf === undefined ? "" : `: ${oneOf.join(", ")}`}.`, this);
          set.call(this, isWrong || isGone(value, options.takesNull) ? options.initial : value);
        },
      });
    }
  }

  constructor() {
    super();
    const declared: ReadonlyMap<PropertyKey, DefaultingDeclaration> = (this.constructor as typeof LitElement).elementProperties;
    for (const [name, { initial }] of declared) if (initial !== undefined) Reflect.set(this, name, initial);
  }
}

import type { ReactiveController } from "lit";
import { camelCase, type PassedProperties, type TextAttribute } from "./passed-attributes.ts";
import { onUnusablePicture } from "./unusable-pictures.ts";
import type { Model3DViewer } from "./viewer.component.ts";

interface Rule {
  isRight: (value: string) => boolean;
  wanted: string;
  /** What model-viewer is given in its place; `false` is nothing. */
  instead: string | false;
}

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;
const threeOf = (part: string): RegExp => new RegExp(String.raw`^\s*${part}(?:\s+${part}){2}\s*$`, "i");
const SCALE = threeOf(NUMBER);
const TURN = threeOf(String.raw`(?:${NUMBER}(?:deg|rad)?|calc\([^)]*\))`);
/** As far as model-viewer can take one apart. */
const EXPRESSION = /^(?!.*\/\s*\/)(?:[-+*/%.,()\s\d]|(?<=[\d.])(?:deg|rad|[cm]?m|e(?=[-+\d]))|\b(?:auto|calc|env|window-scroll-y|infinity)\b)*$/i;

const isAddress = (value: string): boolean => URL.canParse(value, location.href);
/** One side of 0 would leave nothing of the model. */
const isScale = (value: string): boolean => SCALE.test(value) && value.trim().split(/\s+/).every((side) => Number.isFinite(Number(side)) && Number(side) !== 0);

const PICTURE: Rule = { isRight: isAddress, wanted: "an address", instead: false };
const LENGTHS: Rule = { isRight: (value) => EXPRESSION.test(value), wanted: "made of numbers with units", instead: false };
const RULES: Partial<Record<TextAttribute, Rule>> = {
  "environment-image": PICTURE,
  "skybox-image": PICTURE,
  scale: { isRight: isScale, wanted: 'three numbers, such as "1 1 1"', instead: "1 1 1" },
  orientation: { isRight: (value) => TURN.test(value), wanted: 'three angles, such as "0deg 0deg 90deg"', instead: "0 0 0" },
  "camera-orbit": LENGTHS,
  "camera-target": LENGTHS,
  "field-of-view": { ...LENGTHS, isRight: (value) => EXPRESSION.test(value) && !/^\s*-/.test(value) },
  "min-camera-orbit": LENGTHS,
  "max-camera-orbit": LENGTHS,
  "min-field-of-view": LENGTHS,
  "max-field-of-view": LENGTHS,
  "rotation-per-second": LENGTHS,
  "skybox-height": { ...LENGTHS, instead: "0" },
};

interface Said {
  name: TextAttribute;
  value: string;
  rule: Rule;
}

/** Finds attributes that say nothing which a model could be drawn by: the model shows without them, and the page is told which it is. */
export class WrongAttributes implements ReactiveController {
  readonly #host: Model3DViewer;
  readonly #tell: (message: string) => void;
  /** What was told of each attribute: once for each value. */
  readonly #told = new Map<string, string>();
  #listening: AbortController | undefined;

  constructor(host: Model3DViewer, tell: (message: string) => void) {
    this.#host = host;
    this.#tell = tell;
    host.addController(this);
  }

  /** What model-viewer is given in their place. */
  get replaced(): Partial<Record<TextAttribute, string | false>> {
    return Object.fromEntries(this.#wrong.map(({ name, rule }) => [name, rule.instead]));
  }

  hostConnected(): void {
    this.#listening = new AbortController();
    onUnusablePicture((address) => this.#handlePicture(address), this.#listening.signal);
  }

  hostDisconnected(): void {
    this.#listening?.abort();
  }

  hostUpdated(): void {
    for (const { name, value, rule } of this.#wrong) this.#say(name, value, `is not ${rule.wanted}`);
  }

  get #said(): Said[] {
    const host: Partial<PassedProperties> = this.#host;
    return Object.entries(RULES).flatMap(([name, rule]) => {
      const value: unknown = Reflect.get(host, camelCase(name));
      return value === undefined ? [] : [{ name: name as TextAttribute, value: String(value), rule }];
    });
  }

  get #wrong(): Said[] {
    return this.#said.filter(({ value, rule }) => !rule.isRight(value));
  }

  #handlePicture(address: string): void {
    for (const { name, value, rule } of this.#said) {
      if (rule === PICTURE && isAddress(value) && new URL(value, location.href).href === address) this.#say(name, value, "cannot be had, or is no picture that can be read; the model stands in the viewer's own light");
    }
  }

  #say(name: string, value: string, problem: string): void {
    if (this.#told.get(name) === value) return;
    this.#told.set(name, value);
    this.#tell(`${name}="${value}" ${problem}.`);
  }
}

import type { ExportFormatEntry, ExportOptionName, ExportOptions } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { ExportTexts } from "../locale/en-export.ts";
import { settingsIcon } from "./format-icons.ts";

/** Options that have a field of their own; the size is said once for all formats. */
const FIELDS = ["unit", "upAxis", "textures", "entity", "tessellated", "maxFaces"] as const satisfies readonly ExportOptionName[];

const UP_AXES = ["y", "z"] as const satisfies readonly NonNullable<ExportOptions["upAxis"]>[];
const ENTITIES = ["3dface", "polyface", "mesh"] as const satisfies readonly NonNullable<ExportOptions["entity"]>[];
/** What the server takes. */
const MAX_FACES = { min: 4, max: 200_000 };

export interface OptionFields {
  entry: ExportFormatEntry;
  texts: ExportTexts;
  /** What was chosen; what is not in it is as usual. */
  chosen: ExportOptions;
  onChange: (change: (chosen: ExportOptions) => ExportOptions) => void;
}

/** A choice; `usual` is what the format has where nothing is chosen. */
interface Choice {
  label: string;
  options: readonly (readonly [value: string, text: string])[];
  value: string;
  usual: string;
  choose: (value: string) => void;
}

function renderChoice({ label, options, value, usual, choose }: Choice): TemplateResult {
  return html`<label><span>${label}</span>
    <select @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      ${options.map(([name, text]) => html`<option value=${name} ?selected=${name === (value === "" ? usual : value)}>${text}</option>`)}
    </select></label>`;
}

/** The options that a format knows, behind a line that opens. Nothing where it knows none. */
export function renderOptionFields({ entry, texts, chosen, onChange }: OptionFields): TemplateResult | typeof nothing {
  const known = FIELDS.filter((name) => entry.options.includes(name));
  if (known.length === 0) return nothing;
  /** What is as usual is not said: then the file that is there for everybody serves. */
  const set = (name: ExportOptionName, value: unknown, usual: unknown): void => {
    onChange(({ [name]: _before, ...others }) => (value === usual ? others : { ...others, [name]: value }));
  };
  const fields: Readonly<Record<(typeof FIELDS)[number], () => TemplateResult | typeof nothing>> = {
    unit: () => renderChoice({ label: texts.unit, options: entry.units.map((unit) => [unit, texts.units[unit]]), value: chosen.unit ?? "", usual: entry.default_unit, choose: (unit) => set("unit", unit, entry.default_unit) }),
    upAxis: () => renderChoice({ label: texts.upAxis, options: UP_AXES.map((axis) => [axis, texts.upAxes[axis]]), value: chosen.upAxis ?? "", usual: entry.default_up_axis, choose: (axis) => set("upAxis", axis, entry.default_up_axis) }),
    entity: () => renderChoice({ label: texts.entity, options: ENTITIES.map((entity) => [entity, texts.entities[entity]]), value: chosen.entity ?? "", usual: "3dface", choose: (entity) => set("entity", entity, "3dface") }),
    textures: () => html`<label class="check"><input type="checkbox" .checked=${chosen.textures ?? true} @change=${(event: Event) => set("textures", (event.target as HTMLInputElement).checked, true)} /><span>${texts.withTextures}</span></label>`,
    tessellated: () => html`<label class="check"><input type="checkbox" .checked=${chosen.tessellated ?? false} @change=${(event: Event) => set("tessellated", (event.target as HTMLInputElement).checked, false)} /><span>${texts.tessellated}</span></label>`,
    maxFaces: () => {
      // Of triangles there is no limit where nobody says one.
      const usual = chosen.tessellated === true ? null : entry.default_max_faces;
      const change = ({ target }: Event): void => {
        const input = target as HTMLInputElement;
        if (input.value === "") set("maxFaces", undefined, undefined);
        else if (input.reportValidity()) set("maxFaces", input.valueAsNumber, usual);
      };
      return html`<label><span>${texts.maxFaces}</span>
        <input type="number" inputmode="numeric" step="1" min=${MAX_FACES.min} max=${MAX_FACES.max} placeholder=${usual ?? texts.noLimit} .value=${live(String(chosen.maxFaces ?? ""))} @change=${change} /></label>`;
    },
  };
  const count = Object.keys(chosen).length;
  return html`<details class="options" part="options">
    <summary>${settingsIcon()} <span>${count === 0 ? texts.options : texts.optionsChosen(count)}</span></summary>
    <div class="fields">${known.map((name) => fields[name]())}</div>
  </details>`;
}

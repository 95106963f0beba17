import type { ElementDescription } from "./describe-elements.ts";
import { comment, eventsOf, HEADER, settable } from "./render-types.ts";

/** The oldest compiler that reads this form of a directive, and the one whose form it is. */
const COMPILER = 'minVersion: "14.0.0", version: "20.0.0"';
const directiveOf = ({ className }: ElementDescription): string => `${className}Tag`;
const quoted = (name: string): string => (/^\w+$/.test(name) ? name : `"${name}"`);

/**
 * Directives that bind to our tags, in the form in which libraries for Angular are published. Properties go on to the
 * element; events come from the element itself, the outputs only tell their types.
 */
export function renderAngularDirectives(elements: readonly ElementDescription[]): string {
  const classes = elements.map((element) => {
    const name = directiveOf(element);
    const inputs = settable(element).map((field) => field.name);
    const outputs = eventsOf(element).map((event) => event.name);
    const setters = inputs.map((input) => `  set ${input}(value) {\n    this.element.${input} = value;\n  }\n`);
    const emitters = outputs.map((output) => `    this[${JSON.stringify(output)}] = new i0.EventEmitter();\n`);
    const pairs = (names: readonly string[]): string => names.map((one) => `${quoted(one)}: "${one}"`).join(", ");
    return `export class ${name} {
  constructor(reference) {
    this.element = reference.nativeElement;
${emitters.join("")}  }
${setters.join("")}}
${name}.ɵfac = i0.ɵɵngDeclareFactory({ ${COMPILER}, ngImport: i0, type: ${name}, deps: [{ token: i0.ElementRef }], target: i0.ɵɵFactoryTarget.Directive });
${name}.ɵdir = i0.ɵɵngDeclareDirective({ ${COMPILER}, type: ${name}, isStandalone: true, selector: "${element.tag}", inputs: { ${pairs(inputs)} }, outputs: { ${pairs(outputs)} }, ngImport: i0 });
`;
  });
  return `${HEADER}import * as i0 from "@angular/core";\nimport "../index.js";\n\n${classes.join("\n")}\nexport const MODEL_3D_TAGS = [${elements.map(directiveOf).join(", ")}];\n`;
}

export function renderAngularTypes(elements: readonly ElementDescription[]): string {
  const classes = elements.map((element) => {
    const name = directiveOf(element);
    const fields = settable(element);
    const outputs = eventsOf(element);
    const inputTypes = fields.map((field) => `"${field.name}": { "alias": "${field.name}"; "required": false }`).join("; ");
    const outputTypes = outputs.map((output) => `"${output.name}": "${output.name}"`).join("; ");
    return `${comment(element.declaration.description, "")}export declare class ${name} {
  constructor(reference: i0.ElementRef<${element.className}>);
${fields.map((field) => `${comment(field.description, "  ")}  ${field.name}: ${element.className}["${field.name}"];\n`).join("")}${outputs.map((output) => `  "${output.name}": i0.EventEmitter<${output.type}>;\n`).join("")}  static ɵfac: i0.ɵɵFactoryDeclaration<${name}, never>;
  static ɵdir: i0.ɵɵDirectiveDeclaration<${name}, "${element.tag}", never, { ${inputTypes} }, { ${outputTypes} }, never, never, true, never>;
}
`;
  });
  const tuple = elements.map((element) => `typeof ${directiveOf(element)}`).join(", ");
  return `${HEADER}import * as i0 from "@angular/core";
import type { ${elements.map(({ className }) => className).join(", ")}, Model3DEvent } from "../index.js";

${classes.join("\n")}
/** For \`imports\` of a component whose template uses the tags. */
export declare const MODEL_3D_TAGS: readonly [${tuple}];
`;
}

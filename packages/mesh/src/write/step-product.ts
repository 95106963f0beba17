import type { Material } from "../model.ts";
import { toSrgb } from "./srgb.ts";
import { stepReal, stepString, type StepText } from "./step-text.ts";
import type { TextChunks } from "./text-chunks.ts";
import type { Unit } from "./write-options.ts";

export interface StepSchema {
  /** Of the header, with its object identifier where readers ask for one. */
  name: string;
  application: string;
  protocol: string;
  year: number;
}

/** ISO 10303-214:2001, which every CAD program reads. */
export const AP214: StepSchema = { name: "AUTOMOTIVE_DESIGN { 1 0 10303 214 1 1 1 1 }", application: "core data for automotive mechanical design processes", protocol: "automotive_design", year: 2000 };
/** ISO 10303-242:2014, the first with tessellated shapes. */
export const AP242: StepSchema = { name: "AP242_MANAGED_MODEL_BASED_3D_ENGINEERING_MIM_LF { 1 0 10303 442 1 1 4 }", application: "managed model based 3d engineering", protocol: "ap242_managed_model_based_3d_engineering", year: 2014 };

/** Of the header; one for all, so that the same model is the same file. */
const TIME = "1970-01-01T00:00:00";
const PREFIXES: Readonly<Record<Exclude<Unit, "in">, string>> = { mm: ".MILLI.", cm: ".CENTI.", m: "$" };

export function addStepHeader(text: TextChunks, name: string, schema: StepSchema): void {
  text.add(`ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((${stepString(name)}),'2;1');\n`);
  text.add(`FILE_NAME(${stepString(`${name}.step`)},'${TIME}',(''),(''),'model-3d','model-3d','');\nFILE_SCHEMA(('${schema.name}'));\nENDSEC;\nDATA;\n`);
}

export interface StepProduct {
  /** The shape that the product has: what is shown has to be tied to it. */
  shape: string;
  /** The space with its units. */
  context: string;
  /** Where the product's axes are. */
  placement: string;
}

/** One product with its unit. `precision`: how near two places are one, in the file's unit. */
export function addStepProduct(step: StepText, { name, schema, unit, precision }: { name: string; schema: StepSchema; unit: Unit; precision: number }): StepProduct {
  const application = step.add(`APPLICATION_CONTEXT('${schema.application}')`);
  step.add(`APPLICATION_PROTOCOL_DEFINITION('international standard','${schema.protocol}',${schema.year},${application})`);
  const product = step.add(`PRODUCT(${stepString(name)},${stepString(name)},'',(${step.add(`PRODUCT_CONTEXT('',${application},'mechanical')`)}))`);
  step.add(`PRODUCT_RELATED_PRODUCT_CATEGORY('part',$,(${product}))`);
  const formation = step.add(`PRODUCT_DEFINITION_FORMATION('','',${product})`);
  const definition = step.add(`PRODUCT_DEFINITION('design','',${formation},${step.add(`PRODUCT_DEFINITION_CONTEXT('part definition',${application},'design')`)})`);
  const shape = step.add(`PRODUCT_DEFINITION_SHAPE('','',${definition})`);
  const length = addLength(step, unit);
  const angle = step.add("(NAMED_UNIT(*)PLANE_ANGLE_UNIT()SI_UNIT($,.RADIAN.))");
  const solidAngle = step.add("(NAMED_UNIT(*)SI_UNIT($,.STERADIAN.)SOLID_ANGLE_UNIT())");
  const uncertainty = step.add(`UNCERTAINTY_MEASURE_WITH_UNIT(LENGTH_MEASURE(${stepReal(precision)}),${length},'distance_accuracy_value','confusion accuracy')`);
  const context = step.add(
    `(GEOMETRIC_REPRESENTATION_CONTEXT(3)GLOBAL_UNCERTAINTY_ASSIGNED_CONTEXT((${uncertainty}))GLOBAL_UNIT_ASSIGNED_CONTEXT((${length},${angle},${solidAngle}))REPRESENTATION_CONTEXT('Context #1','3D Context with UNIT and UNCERTAINTY'))`,
  );
  const placement = step.add(`AXIS2_PLACEMENT_3D('',${step.triple("CARTESIAN_POINT", [0, 0, 0])},${step.triple("DIRECTION", [0, 0, 1])},${step.triple("DIRECTION", [1, 0, 0])})`);
  return { shape, context, placement };
}

function addLength(step: StepText, unit: Unit): string {
  if (unit !== "in") return step.add(`(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(${PREFIXES[unit]},.METRE.))`);
  const inch = step.add(`LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(25.4),${addLength(step, "mm")})`);
  return step.add(`(CONVERSION_BASED_UNIT('INCH',${inch})LENGTH_UNIT()NAMED_UNIT(${step.add("DIMENSIONAL_EXPONENTS(1.,0.,0.,0.,0.,0.,0.)")}))`);
}

/** Of a material that is used: its colour, as `STYLED_ITEM` takes it. */
export function addStepStyle(step: StepText, { name, baseColor }: Material): string {
  const [red, green, blue] = baseColor.slice(0, 3).map((value) => stepReal(Number(toSrgb(value).toFixed(6))));
  const area = step.add(`FILL_AREA_STYLE(${stepString(name)},(${step.add(`FILL_AREA_STYLE_COLOUR('',${step.add(`COLOUR_RGB('',${red},${green},${blue})`)})`)}))`);
  const side = step.add(`SURFACE_SIDE_STYLE('',(${step.add(`SURFACE_STYLE_FILL_AREA(${area})`)}))`);
  return step.add(`PRESENTATION_STYLE_ASSIGNMENT((${step.add(`SURFACE_STYLE_USAGE(.BOTH.,${side})`)}))`);
}

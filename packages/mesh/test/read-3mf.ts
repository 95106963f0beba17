import { strFromU8, unzipSync } from "fflate";
import { parseXml, type XmlElement } from "./parse-xml.ts";

export interface Read3mf {
  unit: string;
  title: string;
  objects: { name: string; corners: number[]; vertices: number; surface: { kind: string; values: string[] }[] }[];
  bases: Record<string, string>[];
  metals: Record<string, string>[];
  textures: { path: string; bytes: Uint8Array; attributes: Record<string, string> }[];
}

const need = <Value>(value: Value | undefined | null, what: string): Value => {
  if (value === undefined || value === null) throw new Error(`There is no ${what}.`);
  return value;
};

/** A strict reader of 3MF, by the core specification and its materials: throws where one of their rules is broken. */
export function read3mf(bytes: Uint8Array): Read3mf {
  const files = unzipSync(bytes);
  const xmlOf = (path: string) => parseXml(strFromU8(need(files[path], path)));
  const types = Object.fromEntries(xmlOf("[Content_Types].xml").children.map(({ attributes }) => [attributes.Extension!, attributes.ContentType!]));
  for (const path of Object.keys(files)) if (path !== "[Content_Types].xml") need(types[path.split(".").at(-1)!], `type of ${path}`);
  const start = need(xmlOf("_rels/.rels").children.find(({ attributes }) => attributes.Type!.endsWith("/3dmodel")), "start part").attributes.Target!;
  const model = xmlOf(start.slice(1));
  const linked = files["3D/_rels/3dmodel.model.rels"] ? xmlOf("3D/_rels/3dmodel.model.rels").children.map(({ attributes }) => attributes.Target!) : [];
  const [resources, build] = ["resources", "build"].map((name) => need(model.children.find((child) => child.name === name), name)) as [XmlElement, XmlElement];
  const known = new Map<string, XmlElement>();
  const result: Read3mf = { unit: model.attributes.unit!, title: need(model.children.find(({ attributes }) => attributes.name === "Title"), "title").text, objects: [], bases: [], metals: [], textures: [] };
  const readers: Record<string, (element: XmlElement) => void> = {
    "m:pbmetallicdisplayproperties": ({ children }) => void result.metals.push(...children.map(({ attributes }) => attributes)),
    basematerials: ({ children, attributes }) => {
      if (need(known.get(attributes.displaypropertiesid!), "display properties").children.length !== children.length) throw new Error("Not every base has display properties.");
      result.bases.push(...children.map((child) => child.attributes));
    },
    "m:texture2d": ({ attributes }) => {
      if (!linked.includes(attributes.path!)) throw new Error(`${attributes.path} is not linked to the model.`);
      result.textures.push({ path: attributes.path!, bytes: need(files[attributes.path!.slice(1)], attributes.path!), attributes });
    },
    "m:texture2dgroup": ({ attributes }) => void (need(known.get(attributes.texid!), "texture").name === "m:texture2d" || need(null, "texture")),
    "m:colorgroup": () => undefined,
    object: (element) => void (element.children[0]!.name === "mesh" && result.objects.push(readObject(element, known))),
  };
  for (const element of resources.children) {
    need(readers[element.name], `reader of ${element.name}`)(element);
    if (known.has(element.attributes.id!)) throw new Error(`${element.attributes.id} is there twice.`);
    known.set(element.attributes.id!, element);
  }
  const built = build.children.map(({ attributes }) => need(known.get(attributes.objectid!), "built object"));
  const components = built.flatMap((object) => (object.children[0]!.name === "components" ? object.children[0]!.children.map(({ attributes }) => need(known.get(attributes.objectid!), "component")) : [object]));
  if (components.length !== result.objects.length) throw new Error("Not every object is built once.");
  return result;
}

function readObject({ attributes, children }: XmlElement, known: ReadonlyMap<string, XmlElement>): Read3mf["objects"][number] {
  const [vertices, triangles] = children[0]!.children as [XmlElement, XmlElement];
  const points = vertices.children.map((vertex) => ["x", "y", "z"].map((axis) => Number(need(vertex.attributes[axis], axis))));
  const corners: number[] = [];
  const surface = triangles.children.map((triangle) => {
    const at = ["v1", "v2", "v3"].map((name) => Number(triangle.attributes[name]));
    if (new Set(at).size < 3) throw new Error("A triangle has a vertex twice.");
    for (const index of at) corners.push(...need(points[index], `vertex ${index}`));
    const { pid = attributes.pid!, p1 = attributes.pindex!, p2 = p1, p3 = p1 } = triangle.attributes;
    const group = need(known.get(pid), `properties ${pid}`);
    const values = [p1, p2, p3].map((index) => JSON.stringify(need(group.children[Number(index)], `property ${index}`).attributes));
    return { kind: group.name, values };
  });
  return { name: attributes.name!, corners, vertices: points.length, surface };
}

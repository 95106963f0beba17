import type { Mesh } from "./read-mesh.ts";
import { writeZip } from "./write-zip.ts";

const CONTENT_TYPES = `<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>`;
const RELATIONSHIPS = `<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Target="/3D/3dmodel.model" Id="rel0" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>`;

/** 3MF (core specification 1.2) of the mesh in metres; the seams of the texture are welded, since a print wants a closed shell. */
export function write3mf(mesh: Mesh): Uint8Array {
  const { points, indices } = weld(mesh);
  const vertices = points.map(([x, y, z]) => `<vertex x="${x}" y="${y}" z="${z}"/>`).join("");
  const triangles: string[] = [];
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [indices[i], indices[i + 1], indices[i + 2]];
    if (a !== b && b !== c && c !== a) triangles.push(`<triangle v1="${a}" v2="${b}" v3="${c}"/>`);
  }
  const model = `<?xml version="1.0" encoding="UTF-8"?>
<model unit="meter" xml:lang="en-US" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"><resources><object id="1" type="model"><mesh><vertices>${vertices}</vertices><triangles>${triangles.join("")}</triangles></mesh></object></resources><build><item objectid="1" transform="1 0 0 0 0 1 0 -1 0 0 0 0"/></build></model>`;
  const files = { "[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELATIONSHIPS, "3D/3dmodel.model": model };
  return writeZip(Object.entries(files).map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) })));
}

function weld({ positions, indices }: Mesh): { points: string[][]; indices: number[] } {
  const points: string[][] = [];
  const known = new Map<string, number>();
  const places = Array.from({ length: positions.length / 3 }, (_, i) => {
    const point = Array.from(positions.subarray(i * 3, i * 3 + 3), (value) => String(Number(value.toFixed(6))));
    const key = point.join(" ");
    const place = known.get(key) ?? points.push(point) - 1;
    known.set(key, place);
    return place;
  });
  return { points, indices: Array.from(indices, (index) => places[index] ?? 0) };
}

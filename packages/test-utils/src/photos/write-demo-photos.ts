import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { PRODUCT_OBJECTS } from "../objects/product-objects.ts";
import { encodePhoto } from "./encode-photo.ts";
import type { PhotoView } from "./photo-options.ts";
import { renderPhoto } from "./render-photo.ts";

/**
 * Renders the demo's product photos into demo/photos, one JPEG for each product and view. The same sources give the
 * same bytes, so running it again changes nothing.
 */
const PRODUCTS = ["toy-robot", "teapot", "armchair"];
const VIEWS: readonly PhotoView[] = ["front", "back", "side", "top"];
const folder = fileURLToPath(new URL("../../../../demo/photos/", import.meta.url));

await mkdir(folder, { recursive: true });
for (const object of PRODUCT_OBJECTS.filter(({ name }) => PRODUCTS.includes(name))) {
  for (const view of VIEWS) {
    const photo = renderPhoto(object, view, { background: "white", supersample: 3 });
    const file = await encodePhoto(photo, "jpeg");
    await writeFile(`${folder}${object.name}-${view}.jpg`, file);
    console.log(`${object.name}-${view}.jpg  ${Math.round(file.length / 1024)} kB`);
  }
}

import "@model-3d/elements";
import type { GalleryItem, Model3DButton, Model3DVersions } from "@model-3d/elements";

const form = document.querySelector<HTMLFormElement>("form.tools");
const canvas = document.querySelector<HTMLCanvasElement>("#design");
const cube = document.querySelector<Model3DButton>("model-3d-button");
const versions = document.querySelector<Model3DVersions>("model-3d-versions");
const MARGIN = 0.08;

async function loadItems(): Promise<GalleryItem[]> {
  const answers = await Promise.all(["product", "collection"].map((type) => fetch(`/shop/items?type=${type}`)));
  const pages: { items: GalleryItem[] }[] = await Promise.all(answers.map((answer) => answer.json()));
  return pages.flatMap(({ items }) => items);
}

function fill(select: HTMLSelectElement, choices: readonly (readonly [value: string, label: string])[]): void {
  select.replaceChildren(...choices.map(([value, label]) => new Option(label, value)));
}

async function pictureOf(address: string): Promise<HTMLImageElement> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  return picture;
}

/** The white of a photo takes the colour of the background. */
async function draw(target: HTMLCanvasElement, settings: FormData, address: string): Promise<void> {
  const picture = await pictureOf(address);
  const context = target.getContext("2d");
  if (!context) return;
  const { width, height } = target;
  context.globalCompositeOperation = "source-over";
  context.fillStyle = String(settings.get("background"));
  context.fillRect(0, 0, width, height);
  const side = (width * Number(settings.get("size"))) / 100;
  const scale = side / Math.max(picture.naturalWidth, picture.naturalHeight);
  const [drawnWidth, drawnHeight] = [picture.naturalWidth * scale, picture.naturalHeight * scale];
  context.globalCompositeOperation = "multiply";
  context.drawImage(picture, (width - drawnWidth) / 2, (height * (1 + MARGIN) - drawnHeight) / 2, drawnWidth, drawnHeight);
  context.globalCompositeOperation = "source-over";
  context.fillStyle = "#16211d";
  context.textAlign = "center";
  context.font = "700 64px system-ui, sans-serif";
  context.fillText(String(settings.get("headline")), width / 2, height * (MARGIN + 0.04), width * (1 - 2 * MARGIN));
}

if (form && canvas && cube && versions) {
  const field = (name: string) => form.elements.namedItem(name);
  const [product, view, headline] = [field("product") as HTMLSelectElement, field("view") as HTMLSelectElement, field("headline") as HTMLInputElement];
  const items = await loadItems();
  const chosen = (): GalleryItem | undefined => items.find(({ sourceId }) => sourceId === product.value);

  const show = (): void => {
    const item = chosen();
    if (!item) return;
    for (const element of [cube, versions]) Object.assign(element, { sourceType: item.sourceType, sourceId: item.sourceId });
    cube.heading = item.title;
    headline.value = item.title;
    fill(view, Object.keys(item.images ?? {}).map((name) => [name, name.charAt(0).toUpperCase() + name.slice(1)] as const));
    history.replaceState(null, "", `?product=${item.sourceId}`);
  };
  const redraw = async (): Promise<void> => {
    const item = chosen();
    const address = Object.entries(item?.images ?? {}).find(([name]) => name === view.value)?.[1];
    if (!item || !address) return;
    canvas.setAttribute("aria-label", `${item.title}, ${view.value} view, headline “${headline.value}”`);
    await draw(canvas, new FormData(form), address);
  };

  fill(product, items.map(({ sourceId, title }) => [sourceId, title] as const));
  const asked = new URLSearchParams(location.search).get("product");
  if (items.some(({ sourceId }) => sourceId === asked)) product.value = asked ?? "";
  product.addEventListener("change", show);
  form.addEventListener("input", () => void redraw());
  form.addEventListener("change", () => void redraw());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    canvas.toBlob((file) => {
      if (!file) return;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = `${headline.value || "design"}.png`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  });
  show();
  await redraw();
}

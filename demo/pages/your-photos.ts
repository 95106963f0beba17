import "@model-3d/elements";
import type { Model3DGenerate, Model3DVersions } from "@model-3d/elements";

const STORED_SOURCE = "demo-own-source";

/** The thing that this browser is busy with: its photos and versions belong together, also after a reload. */
function currentSource(): string {
  const known = localStorage.getItem(STORED_SOURCE);
  if (known) return known;
  const made = crypto.randomUUID();
  localStorage.setItem(STORED_SOURCE, made);
  return made;
}

const generate = document.querySelector<Model3DGenerate>("model-3d-generate");
const versions = document.querySelector<Model3DVersions>("model-3d-versions");
const another = document.querySelector<HTMLButtonElement>("#another");

function show(sourceId: string): void {
  if (generate) generate.sourceId = sourceId;
  if (versions) versions.sourceId = sourceId;
}

another?.addEventListener("click", () => {
  localStorage.removeItem(STORED_SOURCE);
  location.reload();
});

show(currentSource());

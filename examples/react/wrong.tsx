import "@model-3d/elements/react";

/** What the compiler refuses; each line would pass if the types were loose. */
export const refused = [
  // @ts-expect-error -- there is no such view
  <model-3d-gallery key="view" view="table" />,
  // @ts-expect-error -- an item has a title
  <model-3d-gallery key="items" items={[{ sourceType: "product", sourceId: "1" }]} />,
  // @ts-expect-error -- the detail of this event has no model
  <model-3d-viewer key="event" onmodel-3d-progress={(event) => event.detail.model} />,
  // @ts-expect-error -- there is no such element
  <model-3d-view key="tag" />,
];

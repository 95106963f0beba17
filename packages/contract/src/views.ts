/** The sides from which a product can be photographed, in the order in which they are shown and sent. `side` is the right one. */
export const VIEWS = ["front", "back", "side", "top", "left", "bottom"] as const;
export type View = (typeof VIEWS)[number];

/** Without these two no model can be made. */
export const REQUIRED_VIEWS = ["front", "back"] as const satisfies readonly View[];

/** These make a model better and may be left out. */
export const RECOMMENDED_VIEWS = ["side", "top"] as const satisfies readonly View[];

/** These four are asked for; the others are taken where somebody has them, as they differ from the side across from them. */
export const USUAL_VIEWS = [...REQUIRED_VIEWS, ...RECOMMENDED_VIEWS] as const satisfies readonly View[];

/** Whether a view is one of the four that are asked for. */
export function isUsualView(view: View): boolean {
  return USUAL_VIEWS.some((usual) => usual === view);
}

/** Whether the views without which nothing can be made are there. */
export function hasRequiredViews<Images extends Readonly<Partial<Record<View, string>>>>(images: Images | undefined): images is Images & Record<(typeof REQUIRED_VIEWS)[number], string> {
  return images !== undefined && REQUIRED_VIEWS.every((view) => images[view] !== undefined);
}

import type { View } from "@model-3d/contract";
import type { PhotoBorder, PhotoFinding } from "../coach/photo-finding.ts";

/** What is wrong with a photo, and what its taker can do about it. */
export interface FindingText {
  problem: string;
  advice: string;
}

const BORDER_NAMES: Readonly<Record<PhotoBorder, string>> = { top: "upper", right: "right", bottom: "lower", left: "left" };

function describeCut(borders: readonly PhotoBorder[] = []): string {
  if (borders.length === 0) return "The object fills the whole photo";
  const names = borders.map((border) => BORDER_NAMES[border]);
  return `The object is cut off at the ${names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`} edge`;
}

function describeFinding({ code, value, limit, borders, other, suggestion }: PhotoFinding): FindingText {
  const others = other === undefined ? "another" : `the ${other}`;
  switch (code) {
    case "tooSmall":
      return { problem: `Too small: ${Math.round(value)} pixels`, advice: `The shorter side needs at least ${limit} pixels. Take the original from the camera, not a preview.` };
    case "small":
      return { problem: `Rather small: ${Math.round(value)} pixels`, advice: `${limit} pixels or more give a sharper model. Take the original from the camera if you have it.` };
    case "far":
      return { problem: "The object is small in the photo", advice: "Go nearer, or cut the photo so that the object fills most of it." };
    case "blurred":
      return { problem: "Blurred", advice: "Hold the camera still, tap on the object to focus, and take more light." };
    case "cut":
      return { problem: describeCut(borders), advice: "Step back until all of it is in the picture, with some room around." };
    case "noObject":
      return { problem: "No object stands out from the background", advice: "Put it before a plain background of another colour, or upload a PNG with a transparent background." };
    case "busyBackground":
      return { problem: "The background is busy", advice: "Put the object before something plain: a wall, a sheet of paper, a cloth without pattern." };
    case "lowContrast":
      return { problem: "The object is hard to tell from its background", advice: "Take a background that is clearly lighter, darker or of another colour." };
    case "tooDark":
      return { problem: "Too dark", advice: "Take the photo by a window or with more lamps. A flash close by makes hard shadows." };
    case "tooBright":
      return { problem: "Parts are burnt out to white", advice: "Take less light, or lower the exposure of the camera; avoid the flash." };
    case "sameFile":
      return { problem: `The same file as the ${other ?? "other"} photo`, advice: "Choose a photo from this side, or leave this one out." };
    case "samePhoto":
      return { problem: `Looks like ${others} photo once more`, advice: "Choose a photo from this side, or leave this one out." };
    case "mirrored":
      return { problem: `Looks like ${others} photo turned over`, advice: "A mirrored photo shows no other side. Take a real one, or leave this one out." };
    case "swapped":
      return { problem: suggestion === undefined ? "Seems to show another side" : `Seems to show the ${suggestion}`, advice: "With other names the outlines would fit together." };
    case "mismatch":
      return { problem: "Its outline does not fit the other photos", advice: "Photograph the same object, standing the same way, straight from each side and from the same height." };
    case "otherObject":
      return { problem: "Seems to show something else", advice: "Its colours are in no other photo. Use photos of one object in one light." };
  }
}

/** English texts of the photo coach; loaded with it. */
export const enCoach = {
  describeFinding,
  title: "Photo check",
  looking: "Checking the photos in your browser…",
  good: "All photos look good.",
  count: (count: number) => (count === 1 ? "One thing to look at" : `${count} things to look at`),
  photoLooking: "Checking…",
  photoGood: "Looks good",
  photoCount: (count: number) => (count === 1 ? "1 hint" : `${count} hints`),
  unchecked: "Could not be checked in this browser. You can go on all the same.",
  offline: "Not checked: you are offline. The check starts by itself once you are back online; you can go on all the same.",
  useAs: (view: string) => `Use as ${view}`,
  showMasks: "Show what is recognised",
  maskHint: "What is dark is taken for background and left out of the model.",
  camera: {
    title: "Take photos",
    views: "Views",
    taken: "taken",
    live: "What the camera sees",
    shot: "The photo that you took",
    opening: "Opening the camera…",
    how: {
      front: "Straight on, at the height of the object's middle. All of it inside the frame, before a plain background.",
      back: "Turn the object around, not the camera: the same distance, height and light as for the front.",
      side: "The object's right side, from the same distance and height.",
      left: "The object's left side, from the same distance and height.",
      bottom: "From straight below, the front at the upper edge of the picture.",
      top: "From straight above, the front at the lower edge of the picture.",
    } satisfies Record<View, string> as Readonly<Record<View, string>>,
    check: "Is it sharp, and all of the object inside?",
    take: (view: string) => `Take the ${view} photo`,
    keep: "Use this photo",
    again: "Take it again",
    turn: "Other camera",
    instead: "Use the camera app or a file",
    refused: {
      forbidden: "This page may not use the camera. Allow it beside the page's address, then try again.",
      missing: "No camera was found.",
      busy: "The camera gives no picture. Close other programs that use it, then try again.",
    },
  },
  optional: "These are hints: you can go on all the same.",
};

export type CoachTexts = typeof enCoach;

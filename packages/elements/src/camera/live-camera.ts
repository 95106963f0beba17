/** Why there is no picture: the user or the page's policy says no, there is no camera, another program has it. */
export type CameraRefusal = "forbidden" | "missing" | "busy";

/** More than the generator uses, so that a photo may be cut. */
const WANTED_SIDE_PX = 2048;
const JPEG_QUALITY = 0.92;

/** Opens a camera, by preference the one on this side of the phone. Rejects as `getUserMedia` does. */
export function openCamera(facing: "environment" | "user"): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: facing }, width: { ideal: WANTED_SIDE_PX }, height: { ideal: WANTED_SIDE_PX } } });
}

export function whyRefused(error: unknown): CameraRefusal {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "forbidden";
  return name === "NotFoundError" || name === "OverconstrainedError" || name === "TypeError" ? "missing" : "busy";
}

/** Resolves when there is a first picture: a camera is open some moments before it shows something. */
export async function firstPicture(video: HTMLVideoElement): Promise<void> {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) await new Promise((resolve) => video.addEventListener("loadeddata", resolve, { once: true }));
}

/** What the camera shows now, in its full size, as a JPEG file. */
export async function grabFrame(video: HTMLVideoElement, name: string): Promise<File> {
  const canvas = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
  if (blob === null) throw new Error("The camera's picture could not be kept.");
  return new File([blob], name, { type: "image/jpeg" });
}

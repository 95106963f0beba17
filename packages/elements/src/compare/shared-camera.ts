import type { ModelViewerElement } from "../viewer/load-model-viewer.ts";

type Vector = readonly [x: number, y: number, z: number];

/** Where the camera is, in measures that hold for models of every size: lengths as multiples of the model's radius. */
interface Pose {
  theta: number;
  phi: number;
  distance: number;
  /** Field of view, as a share of the one at the start. */
  zoom: number;
  pan: Vector;
}

interface Member {
  viewer: ModelViewerElement;
  centre: Vector;
  /** Of the lowest point. */
  floor: number;
  height: number;
  /** Of the sphere around the model. */
  radius: number;
  stop(): void;
}

const FIELD_OF_VIEW_RAD = Math.PI / 6;
const RAD_TO_DEG = 180 / Math.PI;
/** The sphere around a model fills its frame from here. */
const START: Readonly<Pose> = { theta: Math.PI / 7, phi: (Math.PI * 5) / 12, distance: 1 / Math.sin(FIELD_OF_VIEW_RAD / 2), zoom: 1, pan: [0, 0, 0] };
const NEAREST = 1.1;
const FARTHEST = 12;
const NARROWEST_DEG = 8;

/**
 * One camera for several model-viewers. Whatever the reader does to one is done to the others in the next frame. Only what
 * a reader does is passed on, never what was passed on, so that it cannot go round in a loop.
 */
export class SharedCamera {
  readonly #members = new Map<string, Member>();
  #pose: Pose = START;
  #scale: "same" | "each" = "same";

  set scale(scale: "same" | "each") {
    if (scale === this.#scale) return;
    this.#scale = scale;
    this.#placeAll();
  }

  /** Takes in a viewer whose model is loaded; one that is known already is measured anew. */
  join(key: string, viewer: ModelViewerElement): void {
    this.#members.get(key)?.stop();
    const { x, y, z } = viewer.getBoundingBoxCenter();
    const { x: width, y: height, z: depth } = viewer.getDimensions();
    const follow = (event: Event): void => {
      if ((event as CustomEvent<{ source: string }>).detail.source === "user-interaction") this.#follow(key);
    };
    viewer.addEventListener("camera-change", follow);
    const resized = new ResizeObserver(() => this.#placeAll());
    resized.observe(viewer);
    const stop = (): void => {
      viewer.removeEventListener("camera-change", follow);
      resized.disconnect();
    };
    // A model without extent still needs a place for the camera.
    this.#members.set(key, { viewer, centre: [x, y, z], floor: y - height / 2, height, radius: Math.hypot(width, height, depth) / 2 || 1, stop });
    this.#placeAll();
  }

  leave(key: string): void {
    this.#members.get(key)?.stop();
    if (this.#members.delete(key)) this.#placeAll();
  }

  leaveAll(): void {
    for (const { stop } of this.#members.values()) stop();
    this.#members.clear();
    this.#pose = START;
  }

  reset(): void {
    this.#pose = START;
    this.#placeAll();
  }

  /** Radius by which lengths are measured, and what the camera looks at while nothing is moved. */
  #frameOf({ radius, centre: [x, y, z], floor }: Member): { radius: number; target: Vector } {
    const members = [...this.#members.values()];
    if (this.#scale === "each" || members.length < 2) return { radius, target: [x, y, z] };
    return { radius: Math.max(...members.map((member) => member.radius)), target: [x, floor + Math.max(...members.map(({ height }) => height)) / 2, z] };
  }

  #follow(key: string): void {
    const member = this.#members.get(key);
    if (member === undefined) return;
    const { viewer } = member;
    const { radius, target } = this.#frameOf(member);
    const { theta, phi, radius: distance } = viewer.getCameraOrbit();
    const { x, y, z } = viewer.getCameraTarget();
    this.#pose = {
      theta,
      phi,
      distance: distance / radius,
      zoom: viewer.getFieldOfView() / startFieldOfView(viewer),
      pan: [(x - target[0]) / radius, (y - target[1]) / radius, (z - target[2]) / radius],
    };
    for (const other of this.#members.values()) if (other !== member) this.#move(other);
  }

  #placeAll(): void {
    for (const member of this.#members.values()) {
      const { viewer } = member;
      const { radius } = this.#frameOf(member);
      viewer.minCameraOrbit = `auto auto ${NEAREST * radius}m`;
      viewer.maxCameraOrbit = `auto auto ${FARTHEST * radius}m`;
      viewer.minFieldOfView = `${NARROWEST_DEG}deg`;
      viewer.maxFieldOfView = `${asAsked(viewer, startFieldOfView(viewer))}deg`;
      this.#move(member);
    }
  }

  #move(member: Member): void {
    const { viewer } = member;
    const { radius, target } = this.#frameOf(member);
    const { theta, phi, distance, zoom, pan } = this.#pose;
    viewer.cameraTarget = target.map((value, axis) => `${value + (pan[axis] ?? 0) * radius}m`).join(" ");
    viewer.cameraOrbit = `${theta}rad ${phi}rad ${distance * radius}m`;
    viewer.fieldOfView = `${asAsked(viewer, startFieldOfView(viewer) * zoom)}deg`;
    viewer.jumpCameraToGoal();
  }
}

function aspectOf({ clientWidth, clientHeight }: ModelViewerElement): number {
  return clientHeight === 0 ? 1 : clientWidth / clientHeight;
}

/** In degrees, from top to bottom: as wide as it takes for the sphere to fit in a frame that is higher than wide. */
function startFieldOfView(viewer: ModelViewerElement): number {
  return 2 * Math.atan(Math.tan(FIELD_OF_VIEW_RAD / 2) / Math.min(1, aspectOf(viewer))) * RAD_TO_DEG;
}

/** model-viewer widens what it is asked for by the shape of its model; here is what to ask for to get the given degrees. */
function asAsked(viewer: ModelViewerElement, degrees: number): number {
  const widening = Math.max(1, viewer.getIdealAspect() / aspectOf(viewer));
  return 2 * Math.atan(Math.tan(degrees / 2 / RAD_TO_DEG) / widening) * RAD_TO_DEG;
}

import { long, node, text, type FbxNode } from "./fbx-nodes.ts";
import { makeTexture, makeVideo, type TextureSlot } from "./fbx-material.ts";

const FIRST_ID = 1_000_000;

/** A time of its own to play, in ticks. */
export interface Take {
  name: string;
  from: number;
  to: number;
}

/** What is in the scene, and what belongs to what. */
export class FbxScene {
  readonly objects: FbxNode[] = [];
  readonly connections: FbxNode[] = [];
  readonly takes: Take[] = [];
  readonly #videos = new Map<string, number>();

  add(make: (id: number) => FbxNode): number {
    const id = FIRST_ID + this.objects.length;
    this.objects.push(make(id));
    return id;
  }

  connect(child: number, parent: number, property?: string): void {
    this.connections.push(node("C", [text(property === undefined ? "OO" : "OP"), long(child), long(parent), ...(property === undefined ? [] : [text(property)])]));
  }

  texture(slot: TextureSlot, material: number): void {
    const video = this.#videos.get(slot.file.path) ?? this.add((id) => makeVideo(id, slot.file));
    this.#videos.set(slot.file.path, video);
    const texture = this.add((id) => makeTexture(id, slot));
    this.connect(texture, material, slot.property);
    this.connect(video, texture);
  }
}

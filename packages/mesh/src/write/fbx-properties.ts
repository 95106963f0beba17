import { double, int, long, node, text, type FbxNode, type FbxProperty } from "./fbx-nodes.ts";

const entry = (name: string, type: string, kind: string, flags: string, ...values: FbxProperty[]): FbxNode => node("P", [text(name), text(type), text(kind), text(flags), ...values]);

/** Entries of a `Properties70`: a name, what it is, whether it may be animated, and its value. */
export const integer = (name: string, value: number) => entry(name, "int", "Integer", "", int(value));
export const choice = (name: string, value: number) => entry(name, "enum", "", "", int(value));
export const real = (name: string, value: number) => entry(name, "double", "Number", "", double(value));
export const amount = (name: string, value: number) => entry(name, "Number", "", "A", double(value));
export const word = (name: string, value: string) => entry(name, "KString", "", "", text(value));
export const yes = (name: string) => entry(name, "bool", "", "", int(1));
export const color = (name: string, values: readonly number[]) => entry(name, "Color", "", "A", ...values.map(double));
export const placed = (name: "Lcl Translation" | "Lcl Rotation" | "Lcl Scaling", values: readonly number[]) => entry(name, name, "", "A", ...values.map(double));
export const time = (name: string, ticks: number) => entry(name, "KTime", "Time", "", long(ticks));

export const properties70 = (...entries: readonly FbxNode[]): FbxNode => node("Properties70", [], entries);

/** The name of an object with its class, which is what the second property of each is. */
export const named = (name: string, kind: string) => text(`${name}\0\x01${kind}`);

"""Run by Blender: opens the files that a list names, and writes as a line of JSON where the corners of each one's meshes are at some times."""
import sys

import bpy

sys.path.insert(0, __file__.rsplit("/", 1)[0])
from blender_scene import answer_each, meshes_at  # noqa: E402


def pose(frame):
    return {name: [number for triangle in triangles for index in triangle for number in points[index]] for name, triangles, points, _ in meshes_at(frame)}


def poses(file, first):
    render = bpy.context.scene.render
    return {"poses": [pose(first + seconds * render.fps / render.fps_base) for seconds in file["seconds"]]}


answer_each(poses)

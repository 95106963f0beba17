"""Run by Blender: opens the files that a list names, and writes as a line of JSON where the corners of each one's meshes are at some times."""
import json
import sys

import bpy

sys.path.insert(0, __file__.rsplit("/", 1)[0])
from blender_importers import FIRST_FRAME, IMPORTERS  # noqa: E402


def pose(frame):
    scene = bpy.context.scene
    scene.frame_set(int(frame), subframe=frame - int(frame))
    graph = bpy.context.evaluated_depsgraph_get()
    corners = {}
    for thing in scene.objects:
        if thing.type != "MESH":
            continue
        moved = thing.evaluated_get(graph)
        mesh = moved.to_mesh()
        mesh.calc_loop_triangles()
        points = [moved.matrix_world @ vertex.co for vertex in mesh.vertices]
        corners[thing.name] = [number for triangle in mesh.loop_triangles for index in triangle.vertices for number in points[index]]
        moved.to_mesh_clear()
    return corners


with open(sys.argv[sys.argv.index("--") + 1], encoding="utf-8") as listed, open(sys.argv[sys.argv.index("--") + 2], "w", encoding="utf-8") as out:
    for file in json.load(listed):
        bpy.ops.wm.read_factory_settings(use_empty=True)
        try:
            IMPORTERS[file["format"]](file["path"])
            render = bpy.context.scene.render
            first = FIRST_FRAME.get(file["format"], 0)
            found = {"poses": [pose(first + seconds * render.fps / render.fps_base) for seconds in file["seconds"]]}
        except Exception as error:  # What it cannot read is what is asked for.
            found = {"error": str(error).strip().splitlines()[-1][:160]}
        out.write(json.dumps({"path": file["path"], **found}) + "\n")
        out.flush()

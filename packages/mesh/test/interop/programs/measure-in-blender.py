"""Run by Blender: reads the files that a list names, and writes what it finds in each as a line of JSON."""
import json
import sys

import bpy

sys.path.insert(0, __file__.rsplit("/", 1)[0])
from blender_importers import FIRST_FRAME, IMPORTERS  # noqa: E402


def measure(first):
    # As it is when it begins to move.
    bpy.context.scene.frame_set(first)
    graph = bpy.context.evaluated_depsgraph_get()
    low, high = [float("inf")] * 3, [float("-inf")] * 3
    triangles, area, volume = 0, 0.0, 0.0
    for thing in bpy.context.scene.objects:
        if thing.type != "MESH":
            continue
        shown = thing.evaluated_get(graph)
        mesh = shown.to_mesh()
        mesh.calc_loop_triangles()
        points = [shown.matrix_world @ vertex.co for vertex in mesh.vertices]
        turned = shown.matrix_world.determinant() < 0
        for triangle in mesh.loop_triangles:
            a, b, c = (points[index] for index in triangle.vertices)
            cross = (b - a).cross(c - a)
            triangles += 1
            area += cross.length / 2
            volume += a.dot(cross) / 6 * (-1 if turned else 1)
            for point in (a, b, c):
                low = [min(x, y) for x, y in zip(low, point)]
                high = [max(x, y) for x, y in zip(high, point)]
    pictures = [image for image in bpy.data.images if image.type == "IMAGE"]
    missing = [image.name for image in pictures if image.size[0] == 0]
    return {"triangles": triangles, "min": low, "max": high, "area": area, "volume": volume, "missing": missing}


with open(sys.argv[sys.argv.index("--") + 1], encoding="utf-8") as listed, open(sys.argv[sys.argv.index("--") + 2], "w", encoding="utf-8") as out:
    for file in json.load(listed):
        bpy.ops.wm.read_factory_settings(use_empty=True)
        try:
            IMPORTERS[file["format"]](file["path"])
            found = measure(FIRST_FRAME.get(file["format"], 0))
        except Exception as error:  # What it cannot read is what is asked for.
            found = {"error": str(error).strip().splitlines()[-1][:160]}
        out.write(json.dumps({"path": file["path"], **found}) + "\n")
        out.flush()

"""What the programs run by Blender have in common: going through the files of a list, and the meshes of what is open."""
import json
import sys

import bpy

from blender_importers import FIRST_FRAME, IMPORTERS


def answer_each(look):
    """Opens each file that the list names, and writes what `look(file, first frame)` finds in it, or why it cannot be read, as a line of JSON."""
    listed, written = sys.argv[sys.argv.index("--") + 1 :]
    with open(listed, encoding="utf-8") as files, open(written, "w", encoding="utf-8") as out:
        for file in json.load(files):
            bpy.ops.wm.read_factory_settings(use_empty=True)
            try:
                IMPORTERS[file["format"]](file["path"])
                found = look(file, FIRST_FRAME.get(file["format"], 0))
            except Exception as error:  # What it cannot read is what is asked for.
                found = {"error": str(error).strip().splitlines()[-1][:160]}
            out.write(json.dumps({"path": file["path"], **found}) + "\n")
            out.flush()


def meshes_at(frame):
    """Of each thing that has one, as it is at this frame: its name, its triangles as indices, its points in the world, and whether it is mirrored."""
    scene = bpy.context.scene
    scene.frame_set(int(frame), subframe=frame - int(frame))
    graph = bpy.context.evaluated_depsgraph_get()
    for thing in scene.objects:
        if thing.type != "MESH":
            continue
        shown = thing.evaluated_get(graph)
        mesh = shown.to_mesh()
        mesh.calc_loop_triangles()
        yield thing.name, [tuple(triangle.vertices) for triangle in mesh.loop_triangles], [shown.matrix_world @ vertex.co for vertex in mesh.vertices], shown.matrix_world.determinant() < 0
        shown.to_mesh_clear()

"""How Blender opens a file of each format."""
import bpy
import numpy

# The importer of glTF in Blender 3.4 asks for a name that newer releases of numpy have taken away; Debian has both.
if not hasattr(numpy, "bool"):
    numpy.bool = bool

IMPORTERS = {
    "glb": lambda path: bpy.ops.import_scene.gltf(filepath=path),
    "gltf": lambda path: bpy.ops.import_scene.gltf(filepath=path),
    "obj": lambda path: bpy.ops.wm.obj_import(filepath=path),
    "stl": lambda path: bpy.ops.import_mesh.stl(filepath=path),
    "ply": lambda path: bpy.ops.import_mesh.ply(filepath=path),
    "fbx": lambda path: bpy.ops.import_scene.fbx(filepath=path),
}

# The frame at which an animation begins: the importer of FBX counts from one.
FIRST_FRAME = {"fbx": 1}

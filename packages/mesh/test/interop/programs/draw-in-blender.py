"""Run by Blender: draws the files that a list names, each from the same side and as large as the picture, on nothing."""
import json
import sys

import bpy
import mathutils

sys.path.insert(0, __file__.rsplit("/", 1)[0])
from blender_importers import IMPORTERS  # noqa: E402

PIXELS = 160
SAMPLES = 6
# From the front, a little from the right and above.
TOWARDS = mathutils.Vector((0.55, -1.0, 0.45)).normalized()


def bounds_of(things):
    points = [thing.matrix_world @ vertex.co for thing in things for vertex in thing.data.vertices]
    low = mathutils.Vector([min(point[axis] for point in points) for axis in range(3)])
    high = mathutils.Vector([max(point[axis] for point in points) for axis in range(3)])
    return low, high


def paint_by_vertices(thing):
    """What has colours at its vertices, and no material, shows them."""
    if any(slot.material for slot in thing.material_slots):
        return
    material = bpy.data.materials.new("vertices")
    material.use_nodes = True
    if len(thing.data.color_attributes) > 0:
        colors = material.node_tree.nodes.new("ShaderNodeVertexColor")
        colors.layer_name = thing.data.color_attributes[0].name
        material.node_tree.links.new(colors.outputs["Color"], material.node_tree.nodes["Principled BSDF"].inputs["Base Color"])
    thing.data.materials.append(material)


def draw(path):
    scene = bpy.context.scene
    bpy.context.view_layer.update()
    things = [thing for thing in scene.objects if thing.type == "MESH"]
    for thing in things:
        paint_by_vertices(thing)
    low, high = bounds_of(things)
    size = (high - low).length
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    camera.data.type = "ORTHO"
    camera.data.ortho_scale = size
    camera.data.clip_start, camera.data.clip_end = size / 100, 10 * size
    camera.location = (low + high) / 2 + 3 * size * TOWARDS
    camera.rotation_euler = (-TOWARDS).to_track_quat("-Z", "Y").to_euler()
    scene.collection.objects.link(camera)
    scene.camera = camera
    sun = bpy.data.objects.new("sun", bpy.data.lights.new("sun", "SUN"))
    sun.data.energy = 2.5
    sun.rotation_euler = (0.7, 0.3, 0.2)
    scene.collection.objects.link(sun)
    scene.world = bpy.data.worlds.new("world")
    scene.world.use_nodes = True
    scene.world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0.7
    scene.render.engine = "CYCLES"
    scene.cycles.samples = SAMPLES
    scene.cycles.use_denoising = False
    scene.cycles.max_bounces = 2
    scene.view_settings.view_transform = "Standard"
    scene.render.film_transparent = True
    scene.render.resolution_x = scene.render.resolution_y = PIXELS
    scene.render.image_settings.color_mode = "RGBA"
    scene.render.filepath = path
    bpy.ops.render.render(write_still=True)


with open(sys.argv[sys.argv.index("--") + 1], encoding="utf-8") as listed:
    for file in json.load(listed):
        bpy.ops.wm.read_factory_settings(use_empty=True)
        IMPORTERS[file["format"]](file["path"])
        draw(file["picture"])

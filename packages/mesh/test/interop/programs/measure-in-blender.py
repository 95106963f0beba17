"""Run by Blender: reads the files that a list names, and writes what it finds in each as a line of JSON."""
import sys

import bpy

sys.path.insert(0, __file__.rsplit("/", 1)[0])
from blender_scene import answer_each, meshes_at  # noqa: E402


def measure(_, first):
    low, high = [float("inf")] * 3, [float("-inf")] * 3
    count, area, volume = 0, 0.0, 0.0
    # As it is when it begins to move.
    for _, triangles, points, is_mirrored in meshes_at(first):
        for triangle in triangles:
            a, b, c = (points[index] for index in triangle)
            cross = (b - a).cross(c - a)
            count += 1
            area += cross.length / 2
            volume += a.dot(cross) / 6 * (-1 if is_mirrored else 1)
            for point in (a, b, c):
                low = [min(x, y) for x, y in zip(low, point)]
                high = [max(x, y) for x, y in zip(high, point)]
    pictures = [image for image in bpy.data.images if image.type == "IMAGE"]
    missing = [image.name for image in pictures if image.size[0] == 0]
    return {"triangles": count, "min": low, "max": high, "area": area, "volume": volume, "missing": missing}


answer_each(measure)

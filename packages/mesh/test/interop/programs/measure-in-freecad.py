"""Run by FreeCAD: reads the files that a list names, and writes what it finds in each as a line of JSON."""
import json
import os

import Mesh
import Part


def of_step(path):
    shape = Part.Shape()
    shape.read(path)
    # The plain box of what is round is wider than it.
    box = shape.optimalBoundingBox()
    surfaces = {}
    for face in shape.Faces:
        kind = face.Surface.TypeId.replace("Part::Geom", "")
        surfaces[kind] = surfaces.get(kind, 0) + 1
    return {"triangles": len(shape.Faces), "min": [box.XMin, box.YMin, box.ZMin], "max": [box.XMax, box.YMax, box.ZMax], "area": shape.Area, "volume": shape.Volume, "valid": shape.isValid(), "solids": len(shape.Solids), "surfaces": surfaces}


def of_mesh(path):
    mesh = Mesh.Mesh(path)
    box = mesh.BoundBox
    return {"triangles": mesh.CountFacets, "min": [box.XMin, box.YMin, box.ZMin], "max": [box.XMax, box.YMax, box.ZMax], "area": mesh.Area, "volume": mesh.Volume}


with open(os.environ["INTEROP_LIST"], encoding="utf-8") as listed, open(os.environ["INTEROP_OUT"], "w", encoding="utf-8") as out:
    for file in json.load(listed):
        try:
            found = of_step(file["path"]) if file["format"] == "step" else of_mesh(file["path"])
        except Exception as error:  # What it cannot read is what is asked for.
            found = {"error": str(error)[:160]}
        out.write(json.dumps({"path": file["path"], **found}) + "\n")
        out.flush()

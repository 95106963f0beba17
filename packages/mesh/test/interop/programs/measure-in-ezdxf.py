"""Reads the drawings that a list names with ezdxf, audits them, and writes what it finds in each as a line of JSON."""
import json
import sys

import ezdxf

with open(sys.argv[1], encoding="utf-8") as listed, open(sys.argv[2], "w", encoding="utf-8") as out:
    for file in json.load(listed):
        try:
            document = ezdxf.readfile(file["path"])
            auditor = document.audit()
            corners = [[list(face.dxf.vtx0), list(face.dxf.vtx1), list(face.dxf.vtx2)] for face in document.modelspace().query("3DFACE")]
            found = {"corners": [number for face in corners for corner in face for number in corner]}
            if auditor.has_errors:
                found = {"error": f"audit: {auditor.errors[0].message}"[:160]}
        except Exception as error:  # What it cannot read is what is asked for.
            found = {"error": str(error)[:160]}
        out.write(json.dumps({"path": file["path"], **found}) + "\n")

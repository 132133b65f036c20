#!/usr/bin/env python3
"""Compares every import with the table in Package.swift, and refuses Foundation in what ships. Prints breaches."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
system = {"Glibc", "Synchronization", "Dispatch", "Testing"}
manifest = (root / "Package.swift").read_text()
entry = re.compile(
    r'\b(module|cModule|program|tests)\(\s*"(\w+)"(?:,\s*in:\s*"([\w/]+)")?(?:,\s*uses:\s*\[([^\]]*)\])?', re.S)
breaches = []
for kind, name, room, uses in entry.findall(manifest):
    allowed = set(re.findall(r'"(\w+)"', uses)) | system
    folder = root / "Tests" / f"{name}Tests" if kind == "tests" else root / "Sources" / room / name
    if kind == "tests":
        allowed |= {name, "Foundation"}
    for file in sorted(folder.rglob("*.swift")):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            found = re.match(r"\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:package|internal|private|fileprivate|public)\s+)?import\s+(?:(?:struct|class|enum|func|var|protocol)\s+)?(\w+)", line)
            if found and found.group(1) not in allowed:
                why = "Foundation never ships" if found.group(1).startswith("Foundation") else f"not in the uses of {name}"
                breaches.append(f"{file.relative_to(root)}:{number}: import {found.group(1)}: {why}")
for file in sorted((root / "Resources").rglob("*.swift")):
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if re.match(r"\s*(\w+\s+)?import\s", line):
            breaches.append(f"{file.relative_to(root)}:{number}: the texts import nothing")
rooms = ["Ground", "Domain", "Engine", "Edge", "Interface", "Tool", "Keeper", "Support"]
place = {name: room.split("/")[0] for kind, name, room, _ in entry.findall(manifest) if kind != "tests"}
place.update({name: "Ground" for name in re.findall(r'system\("(\w+)"\)', manifest)})
place["Resources"] = "Ground"
for kind, name, room, uses in entry.findall(manifest):
    if kind == "tests":
        continue
    room = room.split("/")[0]
    for used in re.findall(r'"(\w+)"', uses):
        if used not in place:
            breaches.append(f"Package.swift: {name} uses {used}, which is no module")
        elif rooms.index(place[used]) > rooms.index(room):
            breaches.append(f"Package.swift: {name} ({room}) uses {used} of a room below it ({place[used]})")
        elif place[used] == "Engine" and room in ("Edge", "Interface"):
            breaches.append(f"Package.swift: {name} ({room}) uses {used} of the Engine")
print("\n".join(breaches))
sys.exit(1 if breaches else 0)

"""How long a candidate travels: the estimate by mode and distance, and the minutes of travel.csv that replace it."""

from __future__ import annotations

import numpy as np

from koppelkans.engine.region import MODES, Floats, Ints, Region

EARTH_RADIUS_KM = 6371.0088


def kilometres(region: Region, origin: Ints, destination: Ints) -> Floats:
    """Great-circle distance (haversine) between rows of postcodes.csv; shapes broadcast."""
    lat, lon = np.radians(region.postcodes.lat), np.radians(region.postcodes.lon)
    half_lat = np.sin((lat[destination] - lat[origin]) / 2)
    half_lon = np.sin((lon[destination] - lon[origin]) / 2)
    chord = half_lat**2 + np.cos(lat[origin]) * np.cos(lat[destination]) * half_lon**2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, chord))))


def trip_minutes(region: Region, origin: Ints, destination: Ints, modes: Ints) -> Floats:
    """Minutes of the quickest of a set of modes (bit mask over `MODES`), travel.csv first; shapes broadcast.

    Infinite where the set is empty.
    """
    travel = region.settings.travel
    origin, destination, modes = np.broadcast_arrays(origin, destination, modes)
    distance = kilometres(region, origin, destination)
    best = np.full(distance.shape, np.inf)
    for mode in range(len(MODES)):
        chosen = (modes >> mode & 1).astype(bool)
        if not chosen.any():
            continue
        minutes = distance * travel.detour / travel.speed[mode] * 60 + travel.overhead[mode]
        minutes = np.where(origin == destination, travel.overhead[mode], minutes)
        minutes = _replaced(region, origin, destination, mode, minutes)
        best = np.where(chosen, np.minimum(best, minutes), best)
    return best


def _replaced(region: Region, origin: Ints, destination: Ints, mode: int, minutes: Floats) -> Floats:
    """`minutes`, with what travel.csv says for this mode put in its place."""
    table = region.travel_times
    mine = table.mode == mode
    if not mine.any():
        return minutes
    width = len(region.postcodes.ids)
    keys = table.origin[mine].astype(np.int64) * width + table.destination[mine]
    order = np.argsort(keys)
    keys, known = keys[order], table.minutes[mine][order]
    asked = origin.astype(np.int64) * width + destination
    at = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.where(keys[at] == asked, known[at], minutes)


def minutes(region: Region, candidates: Ints, postcodes: Ints) -> Floats:
    """Minutes from each candidate (rows) to each postcode (rows), shape (candidates, postcodes).

    Worked out once per distinct (postcode, modes) and distinct destination: people share streets and bicycles.
    """
    people = region.candidates
    homes, home_of = np.unique(
        people.postcode[candidates].astype(np.int64) << len(MODES) | people.modes[candidates], return_inverse=True
    )
    targets, target_of = np.unique(postcodes, return_inverse=True)
    origin = (homes >> len(MODES)).astype(np.int32)[:, None]
    modes = (homes & (1 << len(MODES)) - 1).astype(np.int32)[:, None]
    table = trip_minutes(region, origin, targets[None, :], modes)
    return np.asarray(table[home_of[:, None], target_of[None, :]])

"""Computes sketch.json by the words of docs/sketch.md alone, sharing no code with the Go package.

Run: python3 sketch.py > sketch.json
"""

import json
import math
import struct

MASK = (1 << 64) - 1
ROTATIONS = [[0, 36, 3, 41, 18], [1, 44, 10, 45, 2], [62, 6, 43, 15, 61], [28, 55, 25, 21, 56], [27, 20, 39, 8, 14]]


def rotate(x, n):
    return (x << n | x >> (64 - n)) & MASK if n else x


def permute(a):
    lfsr = 1
    for _ in range(24):
        c = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
        d = [c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1) for x in range(5)]
        b = [[0] * 5 for _ in range(5)]
        for x in range(5):
            for y in range(5):
                b[y][(2 * x + 3 * y) % 5] = rotate(a[x][y] ^ d[x], ROTATIONS[x][y])
        a = [[b[x][y] ^ (~b[(x + 1) % 5][y] & MASK & b[(x + 2) % 5][y]) for y in range(5)] for x in range(5)]
        for j in range(7):
            if lfsr & 1:
                a[0][0] ^= 1 << ((1 << j) - 1)
            lfsr = (lfsr << 1) ^ (0x171 if lfsr & 0x80 else 0)
    return a


def keccak(data):
    rate = 136
    data += b"\x01" + b"\x00" * (-(len(data) + 1) % rate)
    data = data[:-1] + bytes([data[-1] | 0x80])
    a = [[0] * 5 for _ in range(5)]
    for block in range(0, len(data), rate):
        for i, (word,) in enumerate(struct.iter_unpack("<Q", data[block:block + rate])):
            a[i % 5][i // 5] ^= word
        a = permute(a)
    return b"".join(struct.pack("<Q", a[i % 5][i // 5]) for i in range(4))


assert keccak(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"


def sign(row, j):
    block = keccak(keccak(b"dgrid/sketch/0") + struct.pack(">II", row, j // 256))
    return 1 if block[j % 256 // 8] >> (7 - j % 8) & 1 else -1


def sketch(state):
    squares = 0.0
    for h in state:
        squares += h * h
    norm = math.sqrt(squares)
    if norm == 0 or not math.isfinite(norm):
        return [0] * 8
    out = []
    for row in range(8):
        total = 0.0
        for j, h in enumerate(state):
            total += sign(row, j) * h
        out.append(max(-32768, min(32767, round(1024 * (total / norm)))))
    return out


def single(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def wave(width, a, b):
    """A state that every language can make exactly: small integers over 256."""
    return [((j * a + b) % 2003 - 1001) / 256 for j in range(width)]


def vector(name, state):
    return {"name": name, "state": [struct.unpack(">I", struct.pack(">f", h))[0] for h in state], "sketch": sketch(state)}


vectors = [
    vector("one element", [3.5]),
    vector("zeros", [0.0] * 16),
    vector("infinite", [1.0, math.inf, 2.0]),
    vector("not a number", [1.0, math.nan]),
    vector("width 8", wave(8, 7919, 13)),
    vector("width 257, a second block", wave(257, 104729, 1)),
    vector("width 576", wave(576, 7919, 500)),
    vector("width 576, tenths", [single(j % 31 / 10 - 1.5) for j in range(576)]),
    vector("aligned with row 0, saturated", [float(sign(0, j)) for j in range(1100)]),
    vector("against row 3, saturated", [-2.0 * sign(3, j) for j in range(1100)]),
]
signs = ["".join("+" if sign(row, j) > 0 else "-" for j in range(32)) for row in range(8)]
print('{"signs": ' + json.dumps(signs) + ',\n"vectors": [\n' + ",\n".join(json.dumps(v) for v in vectors) + "\n]}")

"""The sampler dgs1 as docs/sampler.md specifies it, in plain Python.

Reads the golden vectors' file named on the command line, recomputes every answer from its inputs, and prints the same file
with its own answers in place. It shares no code with the Go package.
"""

import functools
import json
import sys

MASK = (1 << 64) - 1


def keccak256(data):
    """Keccak-256 with the padding from before SHA-3, as Ethereum uses it."""
    rate = 136
    padded = bytearray(data) + b"\x01" + bytes(rate - len(data) % rate - 1)
    padded[-1] |= 0x80
    lanes = [[0] * 5 for _ in range(5)]
    for block in range(0, len(padded), rate):
        for i in range(rate // 8):
            lanes[i % 5][i // 5] ^= int.from_bytes(padded[block + 8 * i : block + 8 * i + 8], "little")
        permute(lanes)
    return b"".join(lanes[i % 5][i // 5].to_bytes(8, "little") for i in range(4))


def rotate(x, n):
    n %= 64
    return ((x << n) | (x >> (64 - n))) & MASK


def permute(a):
    lfsr = 1
    for _ in range(24):
        c = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
        for x in range(5):
            d = c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1)
            for y in range(5):
                a[x][y] ^= d
        x, y, current = 1, 0, a[1][0]
        for t in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, a[x][y] = a[x][y], rotate(current, (t + 1) * (t + 2) // 2)
        for y in range(5):
            row = [a[x][y] for x in range(5)]
            for x in range(5):
                a[x][y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5])
        for j in range(7):
            if lfsr & 1:
                a[0][0] ^= 1 << ((1 << j) - 1)
            lfsr = (lfsr << 1) ^ (0x171 if lfsr & 0x80 else 0)


def philox(c, k0, k1):
    c0, c1, c2, c3 = c
    for _ in range(10):
        p0, p1 = 0xD2E7470EE14C6C93 * c0, 0xCA5A826395121157 * c2
        c0, c1, c2, c3 = (p1 >> 64) ^ c1 ^ k0, p1 & MASK, (p0 >> 64) ^ c3 ^ k1, p0 & MASK
        k0, k1 = (k0 + 0x9E3779B97F4A7C15) & MASK, (k1 + 0xBB67AE8584CAA73B) & MASK
    return c0, c1, c2, c3


@functools.lru_cache(maxsize=None)
def position_key(seed, position):
    key = keccak256(b"dgrid/noise/0" + seed + position.to_bytes(8, "big"))
    return int.from_bytes(key[:8], "big"), int.from_bytes(key[8:16], "big")


def uniform(seed, position, token):
    k0, k1 = position_key(seed, position)
    word = philox((token // 32, 0, 0, 0), k0, k1)[token % 32 // 8]
    coarse = (word >> (8 * (token % 8))) & 255
    fine = philox((token // 4, 1, 0, 0), k0, k1)[token % 4] >> 40
    return coarse << 24 | fine


def log2(v, places):
    w = v.bit_length() - 1
    m, l = v << (63 - w), w
    for _ in range(places):
        s = m * m >> 63
        if s >= 1 << 64:
            m, l = s >> 1, 2 * l + 1
        else:
            m, l = s, 2 * l
    return l


def gumbel(u):
    a = 33 * 2**56 - log2(2 * u + 1, 56)
    b = 56 * 2**32 - log2(a, 32)
    return (b * 11_629_080 >> 40) + 24_020


FACTORS = [
    int(f, 16)
    for f in """
    ffff00007fffd555 fffe0001fffeaaab fffc0007fff5555f fff8001fffaaab55 fff0007ffd555fff ffe001ffeaab5551 ffc007ff555fff77
    ff801ffaab554445 ff007fd55ffdde38 fe01feab551127cb fc07f55ff77d2493 f81fab5445aebc8a f07d5fde38151e72 e1eb51276c110c3c
    c75f7cf564105743 9b4597e37cb04ff3 5e2d58d8b3bcdf1a 22a555477f03973f 04b0556e084f3d1d 0015fc21041027ac 000001e355bbaee8
    """.split()
]


def e_of(gap, temperature):
    x = 256_000_000 * gap // temperature
    if x >= 1 << 21:
        return 0
    e = 1 << 63
    for i, f in enumerate(FACTORS):
        if x >> i & 1:
            e = e * f >> 64
    return e


@functools.lru_cache(maxsize=None)
def weight(gap, temperature):
    if gap < 0:
        e = e_of(-gap, temperature)
        return 1 << 62 if e <= 1 << 33 else (1 << 95) // e
    w = e_of(gap, temperature) >> 31
    return w if w >= 256 else 0


def share(w, p):
    return -(-w * p // 1_000_000)


def steps(m):
    return (256 * m + 500_000) // 1_000_000


def clamp(z):
    return max(-(1 << 21), min(1 << 21, z))


class Generator:
    """The vectors' logits, as numerators of 1/1024 nat; None is minus infinity."""

    def __init__(self, case):
        self.state, self.case = case["state"], case

    def next(self):
        row = []
        for token in range(self.case["vocab"]):
            self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
            r = self.state >> 33
            n = (r % 1024 + (r >> 10) % 1024 + (r >> 20) % 1024 - 1536) * self.case["scale"]
            row.append(None if token in (self.case.get("forbidden") or []) else n)
        return row


class Position:
    """One position: the logits after bias, penalties and mask, and the noise."""

    def __init__(self, case, tokens, answered, numerators):
        p = self.params = case["params"]
        self.t = p["temperature"]
        window = tokens[-p["repetitionWindow"] :] if p["repetitionWindow"] else tokens
        answer = tokens[len(tokens) - answered :]
        biases = {b["token"]: b["bias"] for b in p.get("logitBias") or []}
        self.z = {}
        for token, n in enumerate(numerators):
            if n is None or (case["mask"] and token % case["mask"] == 0):
                continue
            # Python's round takes halves to even; a quarter of a whole number is exact in its floats.
            z = clamp(round(n / 4)) + steps(biases.get(token, 0))
            if p["repetitionPenalty"] and token in window:
                z = 1_000_000 * z // p["repetitionPenalty"] if z > 0 else p["repetitionPenalty"] * z // 1_000_000
            times = answer.count(token)
            if times:
                z -= steps(times * p["frequencyPenalty"]) + steps(p["presencePenalty"])
            self.z[token] = clamp(z)
        self.highest = max(self.z.values())
        self.noise = {}
        for token in self.z:
            u = uniform(bytes.fromhex(case["seed"][2:]), answered, token) if self.t else 0
            self.noise[token] = self.t * gumbel(u) // 1_000_000 if self.t else 0

    def filters(self):
        p = self.params
        return self.t and (p["topK"] or 0 < p["topP"] < 1_000_000 or p["minP"])

    def kept(self, raised, whole_steps):
        z = dict(self.z)
        if raised is not None:
            z[raised] += whole_steps
        order = sorted(z, key=lambda token: (-z[token], token))
        if not self.filters():
            return order
        p = self.params
        if p["topK"]:
            order = order[: p["topK"]]
        weights = {token: weight(self.highest - z[token], self.t) for token in order}
        if 0 < p["topP"] < 1_000_000:
            need, before, passed = share(sum(weights.values()), p["topP"]), 0, []
            for token in order:
                if before < need:
                    passed.append(token)
                before += weights[token]
            order = passed
        if p["minP"]:
            need = share(max(1 << 32, max(weights.values())), p["minP"])
            order = [token for token in order if weights[token] >= need]
        return order

    def score(self, token):
        return 256 * self.z[token] + self.noise[token]

    def best(self, tokens):
        return min(tokens, key=lambda token: (-self.score(token), token), default=None)

    def choice(self):
        return self.best(self.kept(None, 0))

    def margin(self, token):
        winner = self.choice()
        if token not in self.z:
            return {"token": token, "value": 65_536, "forbidden": True}
        value = 0 if token == winner else min(65_536, self.least_raise(token))
        return {"token": token, "value": value, "forbidden": False}

    def least_raise(self, token):
        if not self.filters():
            return self.missing(token, self.z)
        for e in range(256):
            kept = self.kept(token, e)
            if token in kept:
                raise_ = max(256 * e, self.missing(token, kept))
                if raise_ < 256 * (e + 1):
                    return raise_
        return 65_536

    def missing(self, token, kept):
        rival = self.best([other for other in kept if other != token])
        if rival is None:
            return 0
        return self.score(rival) - self.score(token) + (1 if rival < token else 0)


def solve(case):
    tokens, answered, generator, out = list(case["prompt"] or []), case["start"], Generator(case), []
    for step in case["steps"]:
        position = Position(case, tokens, answered, generator.next())
        chosen = position.choice()
        out.append({"chosen": chosen, "margins": [position.margin(m["token"]) for m in step["margins"]]})
        tokens.append(chosen)
        answered += 1
    return {**case, "steps": out}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        vectors = json.load(file)
    for v in vectors["philox"]:
        c, k = [int(w, 16) for w in v["counter"]], [int(w, 16) for w in v["key"]]
        v["words"] = ["%016x" % w for w in philox(c, *k)]
    for v in vectors["uniform"]:
        v["u"] = uniform(bytes.fromhex(v["seed"][2:]), v["position"], v["token"])
    for v in vectors["gumbel"]:
        v["g"] = gumbel(v["u"])
    for v in vectors["weight"]:
        v["weight"] = weight(v["gap"], v["temperature"])
    vectors["cases"] = [solve(case) for case in vectors["cases"]]
    json.dump(vectors, sys.stdout)


if __name__ == "__main__":
    main()

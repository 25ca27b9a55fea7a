"""The limit for logins: verifying a password, and nothing else, on so many threads.

`python purehash.py THREADS SECONDS` prints verifications per second. The parameters are those of
the product's own hasher, whatever they are.
"""

import sys
import threading
import time

import argon2

from src.core.passwords import PasswordHasher

PASSWORD = "violet anvil kettle 7"


def parameters() -> dict[str, int]:
    """Return the cost that the product asks of a hash, as a hash of its own tells it."""
    product = PasswordHasher()
    found = argon2.extract_parameters(product._dummy_hash.result())
    product.close()
    return {"m": found.memory_cost, "t": found.time_cost, "p": found.parallelism}


def measure(threads: int, seconds: float) -> float:
    cost = parameters()
    hasher = argon2.PasswordHasher(
        memory_cost=cost["m"], time_cost=cost["t"], parallelism=cost["p"]
    )
    stored = hasher.hash(PASSWORD)
    counts = [0] * threads
    began = time.perf_counter()

    def verify_on(number: int) -> None:
        while time.perf_counter() - began < seconds:
            hasher.verify(stored, PASSWORD)
            counts[number] += 1

    workers = [threading.Thread(target=verify_on, args=(n,)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts) / (time.perf_counter() - began)


if __name__ == "__main__":
    print(measure(int(sys.argv[1]), float(sys.argv[2])))

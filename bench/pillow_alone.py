"""`python bench/pillow_alone.py <file> <seconds>`: makes pictures as the product's sandbox does, one after the
other in this one process, and prints how many per second."""

import os
import sys
import time

from src.features.photos.service import pictures

file, seconds = os.open(sys.argv[1], os.O_RDONLY), float(sys.argv[2])
pictures.run(file)
began, count = time.perf_counter(), 0
while time.perf_counter() - began < seconds:
    pictures.run(file)
    count += 1
print(count / (time.perf_counter() - began))

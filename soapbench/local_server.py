"""A llama.cpp server in a process of its own, started by `soapbench.local_model.LocalModel`.

Prints its address when it answers, and ends when its standard input closes: so it never outlives
the process that started it, however that one ends.
"""

import os
import sys


def main(weights: str, name: str, context: int, slots: int) -> None:
    """Serve ``weights`` on a free loopback port until standard input closes."""
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = weights
    settings.model_alias = {name}
    settings.hostnames = ["127.0.0.1"]
    settings.port = 0
    settings.n_parallel = slots
    settings.n_ctx = context * slots
    # A cached prefix changes the order of arithmetic, and with it now and then a word.
    settings.cache_prompt = False
    settings.verbosity = 0
    server = xllamacpp.Server(settings)
    print(server.listening_address, flush=True)
    sys.stdin.read()
    # Nothing here is worth an orderly shutdown, and an unorderly one cannot hang.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))

"""A real Docker engine to test against, on a machine that has none.

Started as root on Debian, it takes the engine from Debian's packages (nothing is installed) and asks it what it
receives of a build context: BuildKit through its client, the legacy builder through the tar that its client sends.

    python -m tests.engine ask CASE.json             answer one case ('-' reads standard input), or each line of *.jsonl
    python -m tests.engine ask CASE.json --builder legacy
    python -m tests.engine ask --tree DIR [ARGS...]  the same for a directory that exists, taken as the context
    python -m tests.engine up                        leave an engine running and print its DOCKER_HOST; `ask` then uses it
    python -m tests.engine down                      stop it and remove its data
    python -m tests.engine verify --count 3000       compare the simulation with an engine on so many random builds, and with
                                                     every recorded answer; prints what differs, shrunk, and a case to keep
    python -m tests.engine record [FILE.jsonl...]    ask about every recorded case again, and write the answers
    python -m tests.engine.builders                  write the table of docs/builders.md

``--suite sid`` (or ``CTXSIZE_ENGINE_SUITE=sid``) takes the newest engine, the default is that of Debian's stable release.
A case is ``{"id", "tree": [...], "args": [...]}``; `cases.py` says what may stand in it and what the answers mean.
From Python: ``with engine("sid") as docker: ask(docker, case)``; ``ask_all(cases, "sid")`` uses several engines at once.
"""

# ctxsize in a container: docker run --rm -v "$PWD:/src:ro" ctxsize
FROM docker.io/library/python:3.13-slim AS build
WORKDIR /ctxsize
COPY LICENSE README.md constraints.txt hatch_build.py pyproject.toml ./
COPY docs/rules docs/rules
COPY src src
RUN python3 -m venv /opt/ctxsize && /opt/ctxsize/bin/pip install --no-cache-dir -c constraints.txt .

FROM docker.io/library/python:3.13-slim
# What git ignores and tracks, git itself is asked.
RUN command -v git || (apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*)
# A mounted repository belongs to another user than the container's; git is not to refuse it for that.
RUN git config --system --add safe.directory '*'
COPY --from=build /opt/ctxsize /opt/ctxsize
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["/opt/ctxsize/bin/ctxsize"]

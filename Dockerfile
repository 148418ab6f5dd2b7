# syntax=docker/dockerfile:1
# The webhook's image: a wheel built in one stage, installed in a second, run without compiler, shell tools or root.

ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS wheel
WORKDIR /source
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY meshctl meshctl
COPY webhook webhook
COPY templates templates
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:${PYTHON}-slim AS installed
COPY --from=wheel /wheels /wheels
# Only ready-made wheels: were one missing for a platform, the build fails here instead of pulling a compiler in.
RUN python -m venv /opt/meshctl \
 && /opt/meshctl/bin/pip install --no-cache-dir --only-binary=:all: "$(ls /wheels/*.whl)[webhook]" \
 && /opt/meshctl/bin/python -m compileall -q /opt/meshctl/lib \
 && /opt/meshctl/bin/pip uninstall --yes pip

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="meshctl-webhook" \
      org.opencontainers.image.description="Mutating admission webhook that puts the mesh sidecar into pods" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=installed /opt/meshctl /opt/meshctl
# The root file system may be read-only: nothing is written outside /tmp and /run/meshctl.
ENV PATH=/opt/meshctl/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 65532:65532
EXPOSE 15017
ENTRYPOINT ["meshctl-webhook"]
CMD ["run"]

# syntax=docker/dockerfile:1
# Two images from one wheel, neither with a compiler:
#   the webhook's (the default), run without shell tools or root;
#   `--target redirect`, the init container of the envoy family, which writes the pod's redirect and needs root for it.

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

FROM python:${PYTHON}-slim AS redirect-installed
COPY --from=wheel /wheels /wheels
RUN python -m venv /opt/meshctl \
 && /opt/meshctl/bin/pip install --no-cache-dir --only-binary=:all: /wheels/*.whl \
 && /opt/meshctl/bin/python -m compileall -q /opt/meshctl/lib \
 && /opt/meshctl/bin/pip uninstall --yes pip

FROM python:${PYTHON}-slim AS redirect
LABEL org.opencontainers.image.title="meshctl-redirect" \
      org.opencontainers.image.description="Init container that redirects a pod's traffic to its sidecar" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN apt-get update \
 && apt-get install --yes --no-install-recommends iptables iproute2 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=redirect-installed /opt/meshctl /opt/meshctl
ENV PATH=/opt/meshctl/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# Rules are a matter of the pod's network namespace: root there, with NET_ADMIN and NET_RAW and nothing more.
USER 0:0
ENTRYPOINT ["meshctl"]

FROM python:${PYTHON}-slim AS webhook
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

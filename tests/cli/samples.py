"""Manifests that the tests of the commands share."""

from __future__ import annotations

from pathlib import Path

DEPLOYMENT = """\
# the shop
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations: {}   # of the pods
    spec:
      containers:
      - name: app     # the app
        image: "example.org/web:1"
        ports: [{containerPort: 80}]
"""
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}   # kept\n"
CRON_JOB = """\
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 0 * * *"
  jobTemplate:
    spec:
      template:
        spec: {containers: [{name: job, image: job}]}
"""
STREAM = f"{DEPLOYMENT}---\n{SERVICE}"
HOST_NETWORK = DEPLOYMENT.replace("    spec:\n", "    spec:\n      hostNetwork: true\n")
BROKEN = "a: [1\n"


def write(name: str, text: str) -> str:
    """Puts a text into a file below the working folder and gives its name."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return name


def annotated(value: str) -> str:
    """The Deployment with an annotation, given as YAML, on its pods."""
    return DEPLOYMENT.replace("annotations: {}", f"annotations: {{{value}}}")

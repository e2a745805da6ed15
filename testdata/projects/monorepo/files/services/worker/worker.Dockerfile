FROM python:3.12-slim
WORKDIR /worker
RUN --mount=type=bind,source=services/worker/requirements.txt,target=/tmp/requirements.txt \
    pip install --no-cache-dir -r /tmp/requirements.txt
COPY services/worker .
CMD ["python", "-m", "parcels_worker.main"]

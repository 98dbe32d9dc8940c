# The LiveKit worker, for LiveKit Cloud or any container host. The page and its API are for a machine of your own.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install -r requirements.txt

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HF_HOME=/app/.models \
    DATA_DIR=/app/data \
    WORKER_HOST=0.0.0.0
RUN useradd --system --create-home --home-dir /app --uid 10001 assistant
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY pyproject.toml agent.py tools.py ./
COPY utils utils
COPY system_control system_control
COPY migrations migrations
COPY toolsets toolsets
COPY assistant assistant
RUN mkdir data && chown assistant data
USER 10001
# Model files are part of the image, so that the first call does not wait for a download.
RUN python agent.py download-files
# DRAIN_SECONDS is 1800 by default: calls that are under way when a new version comes may end in peace.
STOPSIGNAL SIGTERM
EXPOSE 8081
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8081/', timeout=4)"]
CMD ["python", "agent.py", "start"]

# One image for the service and the command line: `docker run IMAGE run`, `docker run IMAGE status`.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
# `--build-arg REQUIREMENTS=scale` adds storage of originals in buckets and work on several machines.
ARG REQUIREMENTS=runtime
COPY requirements requirements
RUN python3 -m venv /opt/raccolta && /opt/raccolta/bin/pip install --no-cache-dir --require-hashes -r requirements/$REQUIREMENTS.txt
COPY pyproject.toml README.md ./
COPY config config
COPY ingest ingest
COPY parsers parsers
COPY store store
COPY jobs jobs
RUN /opt/raccolta/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install --no-install-recommends -y libarchive13 tesseract-ocr tesseract-ocr-ita libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 5973 --create-home --home-dir /var/lib/raccolta raccolta && mkdir -p /var/lib/raccolta/data && chown raccolta:raccolta /var/lib/raccolta/data && chmod 700 /var/lib/raccolta/data
COPY --from=build /opt/raccolta /opt/raccolta
ENV PATH=/opt/raccolta/bin:$PATH RACCOLTA_DATA_DIR=/var/lib/raccolta/data RACCOLTA_LOG_FORMAT=json OMP_THREAD_LIMIT=1
USER raccolta
WORKDIR /var/lib/raccolta
VOLUME /var/lib/raccolta/data
HEALTHCHECK --interval=60s --timeout=20s --start-period=90s CMD ["raccolta", "status", "--health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["raccolta"]
CMD ["run"]

# docker build -t askdocs .
# docker run -v askdocs:/data askdocs sync https://docs.poweromni.ai
# docker run -v askdocs:/data -p 8000:8000 askdocs

FROM python:3.11-slim AS built
WORKDIR /app
COPY pyproject.toml constraints.txt README.md ./
COPY ingest ingest
COPY index index
COPY service service
COPY data/sample data/sample
# torch comes first and alone: a resolver that meets it as somebody's dependency may take a far larger build.
RUN python -m venv /app/.venv \
 && /app/.venv/bin/pip install --no-cache-dir --constraint constraints.txt torch==2.13.0 \
 && /app/.venv/bin/pip install --no-cache-dir --constraint constraints.txt --editable '.[telemetry,postgres]'

FROM python:3.11-slim
RUN useradd --system --create-home --home-dir /data askdocs
COPY --from=built /app /app
ENV PATH=/app/.venv/bin:$PATH \
    ASKDOCS_DATA=/data \
    OMP_NUM_THREADS=1 \
    PYTHONUNBUFFERED=1
USER askdocs
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD \
    ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
ENTRYPOINT ["askdocs"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]

# newsclip for a server: the archive lies in /news, which is to be a volume. See docs/docker.md.
FROM python:3.13-slim AS build
COPY . /source
# The versions of constraints.txt; with its hashes pip would ask for one of newsclip itself.
RUN grep -Eo '^[A-Za-z0-9._-]+==[^ ]+' /source/constraints.txt > /versions.txt \
    && python -m venv /opt/newsclip \
    && /opt/newsclip/bin/pip install --no-cache-dir --constraint /versions.txt \
        '/source[browse,parquet,xlsx]'

FROM python:3.13-slim
COPY --from=build /opt/newsclip /opt/newsclip
RUN useradd --uid 1000 --create-home news && install --directory --owner=news /news
USER news
WORKDIR /news
ENV PATH=/opt/newsclip/bin:$PATH NEWSCLIP_ARCHIVE=/news/news.db
ENTRYPOINT ["newsclip"]

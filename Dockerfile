# Grafana with Parked in it, for docker-compose.yaml: `docker compose up --build`. The plugin is built for whatever
# architecture the container has; the -ubuntu image is the one with a C library for it on arm64 too.
ARG GRAFANA_VERSION=12.4.0

FROM node:24-bookworm-slim AS plugin
WORKDIR /parked
COPY package.json package-lock.json ./
COPY scripts/package.json scripts/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build -- backend && npm run build -- frontend

FROM grafana/grafana:${GRAFANA_VERSION}-ubuntu
# Not below /var/lib/grafana: a volume there would hide it.
COPY --from=plugin --chown=root:root /parked/dist /opt/parked/plugins/parked-goroutines-datasource

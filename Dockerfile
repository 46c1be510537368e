FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json build.ts openapi.json openapi.companions.json openapi.neighbours.json ./
COPY build build
COPY src src
COPY fixtures fixtures
RUN npm run build

FROM node:24-bookworm-slim
WORKDIR /app
# Who can reach the container can use its control plane: give a token instead of none to change that.
ENV NODE_ENV=production SESSIONS_EMULATOR_HOST=0.0.0.0 SESSIONS_EMULATOR_CONTROL_TOKEN=none
COPY LICENSE ./
COPY --from=build /build/package.json ./
COPY --from=build /build/dist dist
COPY --from=build /build/fixtures fixtures
# For --store. It has no dependencies.
COPY --from=build /build/node_modules/@redis/client node_modules/@redis/client
USER node
EXPOSE 4010
HEALTHCHECK --interval=2s --timeout=3s --start-period=5s CMD ["node", "/app/dist/cli.js", "health"]
ENTRYPOINT ["node", "/app/dist/cli.js"]

#!/bin/sh
# Two shards of a test run, each with an emulator of its own, in one world.
#
# STORE is a Redis or Valkey server that both can reach. A world of its own for each run: the prefix names it.
# Shards on different machines each run one of the two `exec` lines.
set -eu
cd "$(dirname "$0")"
: "${STORE:=redis://127.0.0.1:6379}" "${EMULATOR:=npx sessions-emulator}"
export SESSIONS_EMULATOR_STORE="$STORE" SESSIONS_EMULATOR_STORE_PREFIX="run-${GITHUB_RUN_ID:-$$}"

$EMULATOR exec -- node --test agent.test.mjs &
agent=$!
result=0
$EMULATOR exec -- node --test operator.test.mjs || result=1
wait "$agent" || result=1

$EMULATOR store flush
exit "$result"

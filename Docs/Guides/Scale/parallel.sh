#!/bin/sh
# Computes a report in PARTS parts with GNU parallel, one process per core, and merges them:
#   parallel.sh PARTS OUTPUT REPORT-OPTION …
# Run again after a stop, it continues where it stopped. A part that fails is tried twice more.
set -eu
parts=$1 output=$2
shift 2
mkdir -p "$output"
seq "$parts" | parallel --retries 3 --joblog "$output/joblog" --quote \
    "${LIMN:-limn}" report --shard "{}/$parts" --workers 1 --output "$output/parts" "$@"
exec "${LIMN:-limn}" merge "$output/parts" --output "$output/report"

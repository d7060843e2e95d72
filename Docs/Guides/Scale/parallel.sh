#!/bin/sh
# Computes a report in PARTS parts with GNU parallel, one process a core, and puts them together:
#   parallel.sh PARTS OUTPUT REPORT-OPTION …
# Given again after it was stopped, it goes on where it was. What fails is tried twice more.
set -eu
parts=$1 output=$2
shift 2
mkdir -p "$output"
seq "$parts" | parallel --retries 3 --joblog "$output/joblog" --quote \
    "${LIMN:-limn}" report --shard "{}/$parts" --workers 1 --output "$output/parts" "$@"
exec "${LIMN:-limn}" merge "$output/parts" --output "$output/report"

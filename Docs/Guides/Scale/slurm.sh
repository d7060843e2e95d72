#!/bin/sh
# Computes a report in PARTS parts as a Slurm array and merges them when all are done:
#   slurm.sh PARTS OUTPUT REPORT-OPTION …
# The output folder is on a file system that all nodes share. A task that is killed or requeued continues
# where it stopped; a repeated task finds its finished part and ends at once.
set -eu
parts=$1 output=$2
shift 2
mkdir -p "$output/parts"
array=$(sbatch --parsable --requeue --array="1-$parts" --job-name=limn \
    --output="$output/parts/%a.log" --open-mode=append \
    --wrap="exec ${LIMN:-limn} report --shard auto --output '$output/parts' $(printf "'%s' " "$@")")
merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes --job-name=limn-merge \
    --output="$output/merge.log" \
    --wrap="exec ${LIMN:-limn} merge '$output/parts' --output '$output/report'")
echo "$array $merge"

#!/bin/sh
# Runs each target, or those that are named, for so many seconds, and writes what came of it to figures.txt.
#   fuzz/run.sh 600 [TARGET..]
set -u
cd "$(dirname "$0")"
seconds=$1
shift
[ $# -gt 0 ] || set -- bytes json arff matrix_market sparse lines gzip zip xlsx encodings tables factors lessons
[ -d corpus ] || ./seeds.sh
cargo +nightly fuzz build -s none || exit
# What runs is not built anew meanwhile.
rm -rf target/run && mkdir -p target/run artifacts
for target in "$@"; do cp "$(ls -d target/*-*/release)/$target" target/run/; done
for target in "$@"; do
    log=artifacts/$target.log
    mkdir -p artifacts/$target
    target/run/$target corpus/$target -artifact_prefix=artifacts/$target/ -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
        -print_final_stats=1 > "$log" 2>&1 && how=clean || how=FOUND
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    last=$(grep -oE 'cov: [0-9]+ ft: [0-9]+ corp: [0-9]+' "$log" | tail -1)
    peak=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")
    echo "$target: $seconds s, ${executions:-?} executions, ${last:-?}, ${peak:-?} MiB at most, $how" | tee -a figures.txt
done

#!/usr/bin/env bash
# The whole road, where Spark is to be had: ratings, train_als.py under spark-submit, the folder that it writes, factorscope.
#
#   assets/spark/e2e.sh [PROGRAM]      PROGRAM is target/release/factorscope unless it is named
#
# Needs Java 17 and spark-submit (pip install pyspark brings it). Ends with status 0 if all of it holds.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "${1:-$here/../../target/release/factorscope}")
data=$here/../../tests/data/spark
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
export SPARK_LOCAL_IP=127.0.0.1

say() { printf '\n== %s\n' "$*"; }
fail() { echo "e2e: $*" >&2; exit 1; }
conf=(--master 'local[2]' --conf spark.sql.shuffle.partitions=2 --conf spark.ui.enabled=false)
spark() { spark-submit "${conf[@]}" "$@" 2>log || { tail -n 20 log >&2; return 1; }; }
command -v spark-submit >/dev/null || fail "spark-submit is not to be found"
[ -x "$program" ] || fail "$program is not there; build it, or name it"

say "train: explicit, by names, a fifth held out"
spark "$here/train_als.py" "$data/ratings.csv" songs --rank 4 --reg 0.08 --iterations 8 --blocks 3 --test 0.2 --sample-users 100 | tee measures
grep -q '"rmse":' measures || fail "nothing was measured"

say "train: implicit, by numbers, from Parquet and a table with other columns"
cat >convert.py <<'END'
import sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
spark.read.csv(sys.argv[1], header=True, inferSchema=True).repartition(3).write.parquet(sys.argv[2])
END
spark convert.py "$data/plays.csv" plays
spark "$here/train_als.py" plays plays-model --user listener --item track --rating plays --implicit --alpha 5 --rank 3 --iterations 5 --blocks 2 --test 0.2 | tee measures
grep -q '"auc":' measures || fail "nothing was measured"

say "what must be refused"
printf 'user,item,rating\nAn,one,4\nBo,two,much\n' >bad.csv
printf 'user,item,rating\nAn,one,4\nAn,one,5\n' >twice.csv
cat >refused.py <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import train_als
from pyspark.sql import SparkSession
spark, data = SparkSession.builder.getOrCreate(), sys.argv[2]
for path, out, words in [
    (f"{data}/ratings.csv", "songs", "is there already"),
    (f"{data}/plays.csv", "other", "expected one for the user"),
    ("bad.csv", "other", "rating 'much'"),
    ("twice.csv", "other", "2 times"),
]:
    try:
        train_als.main(spark, train_als.arguments([path, out]))
        sys.exit(f"not refused: {path}")
    except SystemExit as end:
        print(end.code)
        if words not in str(end.code):
            raise
END
spark refused.py "$here" "$data" || fail "something is not refused"
[ ! -e other ] || fail "a folder was written all the same"
status=0
spark-submit "${conf[@]}" "$here/train_als.py" bad.csv other >log 2>&1 || status=$?
[ "$status" -eq 2 ] && grep -q "^train_als: found a row with user 'Bo'" log || fail "a refusal has the status $status, expected 2"

say "factorscope opens both"
"$program" look songs
"$program" look songs | grep -q "explicit, regParam 0.08, RMSE" || fail "it is not said what it was fitted to"
"$program" look plays-model | grep -q "implicit, alpha 5, regParam 0.1, AUC" || fail "it is not said what it was fitted to"
"$program" look songs/model | grep -q "3 factors\|4 factors" || fail "a plain ALSModel is not opened"
"$program" neighbours songs "album 01" -n 3
"$program" recommend songs Diego -n 3

say "predictions are Spark's"
cat >truth.py <<'END'
import sys
from pyspark.ml.recommendation import ALSModel
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
folder, named = sys.argv[1], sys.argv[2] == "named"
model = ALSModel.load(folder + "/model")
users, items = (side.select("id") for side in (model.userFactors, model.itemFactors))
pairs = users.withColumnRenamed("id", "userId").crossJoin(items.withColumnRenamed("id", "itemId"))
name = lambda side: {row.id: row.name for row in spark.read.parquet(f"{folder}/{side}Names").collect()} if named else {}
user, item = name("user"), name("item")
with open("pairs.tsv", "w") as pairs_file, open("truth", "w") as truth:
    pairs_file.write("user\titem\n")
    for row in model.transform(pairs).orderBy("userId", "itemId").collect():
        pairs_file.write(f"{user.get(row.userId, row.userId)}\t{item.get(row.itemId, row.itemId)}\n")
        truth.write(f"{row.prediction!r}\n")
END
for model in "songs named" "plays-model numbered"; do
    # shellcheck disable=SC2086
    spark truth.py $model
    "$program" predict "${model% *}" --pairs pairs.tsv --format json >found.json
    python3 - <<'END' || fail "predictions of $model differ"
import json
found = [row["prediction"] for row in json.load(open("found.json"))["predictions"]]
truth = [float(line) for line in open("truth")]
far = max(abs(a - b) for a, b in zip(found, truth, strict=True))
print(f"{len(truth)} predictions, at most {far:.1e} apart")
assert far < 1e-5
END
done

say "steps go on from there, with the sample of what it learned from"
"$program" fit songs --ratings songs/sample --passes 3 --out on
"$program" look on
"$program" fit songs --ratings songs/sample --passes 0 --format json >before.json
"$program" fit songs --ratings songs/sample --passes 20 --format json >after.json
python3 - <<'END' || fail "the objective does not fall"
import json
before, after = (json.load(open(name))["objective"] for name in ("before.json", "after.json"))
print(f"objective {before:.6f} after Spark's 8 iterations, {after:.6f} after more")
assert after <= before
END

say "all of it holds"

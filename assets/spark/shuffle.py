"""What an iteration of Spark's ALS costs by its own event log: bytes shuffled and kept, processor seconds.

    spark-submit --driver-memory 4g shuffle.py ratings.csv --rank 16 --blocks 10

It fits twice, with few and with more iterations, each with a session of its own, and divides the difference by the
iterations between them, so that reading, splitting into blocks and starting up drop out; a fit before them warms the
compiler up. The ratings have the columns userId, movieId and rating. docs/scale.md says what follows for a cluster.
"""
import argparse
import json
import pathlib
import tempfile
import time

from pyspark.ml.recommendation import ALS
from pyspark.sql import SparkSession


def arguments():
    about = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    about.add_argument("ratings")
    about.add_argument("--master", default="local[2]")
    about.add_argument("--rank", type=int, default=16)
    about.add_argument("--blocks", type=int, default=10)
    about.add_argument("--few", type=int, default=2)
    about.add_argument("--more", type=int, default=10)
    return about.parse_args()


def fit(args, iterations):
    """One fit: what its event log adds up to, and the seconds that it took by the clock."""
    with tempfile.TemporaryDirectory() as logs:
        spark = (SparkSession.builder.master(args.master).appName("shuffle").config("spark.eventLog.enabled", "true")
                 .config("spark.eventLog.dir", pathlib.Path(logs).as_uri()).config("spark.eventLog.rolling.enabled", "false")
                 .config("spark.eventLog.compress", "false").config("spark.eventLog.logBlockUpdates.enabled", "true")
                 .config("spark.ui.enabled", "false").getOrCreate())
        columns = "userId int, movieId int, rating float, timestamp long"
        ratings = spark.read.csv(args.ratings, header=True, schema=columns).cache()
        count = ratings.count()
        als = ALS(rank=args.rank, maxIter=iterations, regParam=0.05, seed=1, userCol="userId", itemCol="movieId")
        began = time.monotonic()
        model = als.setNumBlocks(args.blocks).fit(ratings)
        sides = model.userFactors.count(), model.itemFactors.count()
        seconds = time.monotonic() - began
        spark.stop()
        log = next(path for path in pathlib.Path(logs).rglob("*") if path.is_file() and not path.name.startswith("."))
        told = {"written": 0, "cpu": 0.0, "spilled": 0, "kept": 0}
        # How large each block is that Spark keeps: ratings and factors, as long as they are needed.
        kept = {}
        for line in log.read_text().splitlines():
            event = json.loads(line)
            if event["Event"] == "SparkListenerBlockUpdated":
                block = event["Block Updated Info"]
                kept[block["Block ID"]] = block["Memory Size"] + block["Disk Size"]
                told["kept"] = max(told["kept"], sum(size for name, size in kept.items() if name.startswith("rdd_")))
            elif event["Event"] == "SparkListenerUnpersistRDD":
                kept = {name: size for name, size in kept.items() if not name.startswith(f"rdd_{event['RDD ID']}_")}
            if event["Event"] != "SparkListenerTaskEnd" or not event.get("Task Metrics"):
                continue
            task = event["Task Metrics"]
            told["written"] += task["Shuffle Write Metrics"]["Shuffle Bytes Written"]
            told["cpu"] += task["Executor CPU Time"] / 1e9
            told["spilled"] += task["Disk Bytes Spilled"]
    return told, seconds, count, sides


args = arguments()
fit(args, args.few)
(few, few_seconds, count, (users, items)), (more, more_seconds, _, _) = fit(args, args.few), fit(args, args.more)
passes = args.more - args.few
print(json.dumps({
    "ratings": count, "users": users, "items": items, "rank": args.rank, "blocks": args.blocks, "master": args.master,
    "shuffled_bytes_a_pass": (more["written"] - few["written"]) // passes,
    "processor_seconds_a_pass": round((more["cpu"] - few["cpu"]) / passes, 3),
    "seconds_a_pass": round((more_seconds - few_seconds) / passes, 3),
    # Reading and splitting into blocks: what is left of the short fit.
    "shuffled_bytes_once": few["written"] - args.few * (more["written"] - few["written"]) // passes,
    "kept_bytes": more["kept"],
    "spilled_bytes": more["spilled"],
}))

"""Factorises ratings with Spark's ALS and writes a folder that `factorscope FOLDER` opens: docs/spark.md.

    spark-submit train_als.py ratings.csv model-folder --rank 32 --reg 0.05 --test 0.1
    spark-submit train_als.py hdfs:///plays hdfs:///plays-model --format parquet --user listener --item track --rating plays --implicit
    spark-submit train_als.py model-folder --table warehouse.ratings

Users and items may be called anything: what is no whole number of 32 bits is numbered, and its name is kept. The folder:

    model/        what ALSModel.save writes: ALSModel.load reads it
    estimator/    what ALS.save writes: rank, regParam, implicitPrefs, alpha, nonnegative and the rest
    userNames/    id and name of each user, in Parquet, where users had to be numbered; itemNames/ likewise
    measures/     a line of JSON: counts, seconds, and the errors on the ratings held out
    sample/       with --sample-users: all that some users gave, as CSV, to be opened beside the model

Nothing here is special to a cluster: with --master local[2] it runs on a laptop.
"""
import argparse
import json
import sys
import time

from pyspark.ml.recommendation import ALS
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

MOST_IDS = 2**31 - 1


def arguments(words=None):
    about = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    about.add_argument("paths", nargs="+", metavar="PATH",
                       help="the ratings, then the folder to write; with --table or --sql the folder alone")
    source = about.add_argument_group("where the ratings are")
    source.add_argument("--format", help="what spark.read.format takes: csv, parquet, json, orc, jdbc .. "
                                         "[default: by the path's end, else parquet]")
    source.add_argument("--option", action="append", default=[], metavar="KEY=VALUE",
                        help="an option of the reader, as in --option sep=';'; can be said again")
    source.add_argument("--table", help="a table of the catalogue, in the place of a path")
    source.add_argument("--sql", help="a query, in the place of a path")
    source.add_argument("--user", help="the column of the users [default: user, userId or user_id]")
    source.add_argument("--item", help="the column of the items [default: item, itemId, item_id, movieId or movie_id]")
    source.add_argument("--rating", help="the column of the ratings [default: rating]; none: every row counts 1")
    source.add_argument("--skip-bad", action="store_true",
                        help="leave out rows without a user, an item or a finite rating, and say how many")
    source.add_argument("--duplicates", choices=["error", "mean", "sum", "max"], default="error",
                        help="what becomes of a pair that is there twice")
    model = about.add_argument_group("the model")
    model.add_argument("--rank", type=int, default=16)
    model.add_argument("--reg", type=float, default=0.1, help="regParam, which Spark multiplies by the number of a row's ratings")
    model.add_argument("--iterations", type=int, default=15)
    model.add_argument("--implicit", action="store_true", help="preferences from counts, with confidence 1 + alpha |r|")
    model.add_argument("--alpha", type=float, default=1.0)
    model.add_argument("--nonnegative", action="store_true")
    model.add_argument("--seed", type=int, default=1, help="of the factors to begin with, and of what is held out")
    model.add_argument("--blocks", type=int, default=10,
                       help="into how many blocks users and items are split: about the number of cores")
    model.add_argument("--checkpoint", help="a folder where every tenth iteration is kept, so that a lost machine costs little")
    after = about.add_argument_group("what else is done")
    after.add_argument("--test", type=float, default=0.0, metavar="SHARE", help="hold out this share of the ratings and measure on it")
    after.add_argument("--sample-users", type=int, default=0, metavar="COUNT", help="write all that about so many users gave")
    after.add_argument("--overwrite", action="store_true", help="take the place of a folder that is there")
    args = about.parse_args(words)
    expected = 1 if args.table or args.sql else 2
    if len(args.paths) != expected or (args.table and args.sql):
        about.error("say where the ratings are (a path, --table or --sql) and which folder to write")
    if not 0 <= args.test < 1:
        about.error("--test takes a share from 0 to below 1")
    return args


def stop(sentence):
    """Ends with a sentence and status 2, as factorscope does."""
    sys.exit(Refused(sentence))


class Refused(str):
    """What is printed instead of a trace."""


def read(spark, args):
    """The ratings as they are, with the columns user, item and rating."""
    if args.table:
        raw = spark.table(args.table)
    elif args.sql:
        raw = spark.sql(args.sql)
    else:
        path = args.paths[0]
        ends = {".csv": "csv", ".csv.gz": "csv", ".tsv": "csv", ".json": "json", ".jsonl": "json", ".orc": "orc"}
        kind = args.format or next((kind for end, kind in ends.items() if path.rstrip("/").endswith(end)), "parquet")
        # Nothing is guessed from the first rows: 007 stays what it is.
        sep = "\t" if path.endswith(".tsv") else ","
        options = {"header": "true", "inferSchema": "false", "sep": sep} if kind == "csv" else {}
        options.update(option.split("=", 1) for option in args.option)
        raw = spark.read.format(kind).options(**options).load(path)
    usual = {
        "user": ["user", "userId", "user_id"],
        "item": ["item", "itemId", "item_id", "movieId", "movie_id"],
        "rating": ["rating"],
    }

    def column(role, asked):
        known = {name.lower(): name for name in raw.columns}
        found = [known[name.lower()] for name in ([asked] if asked else usual[role]) if name.lower() in known]
        if not found:
            wanted = f"--{role} {asked}" if asked else " or ".join(usual[role])
            stop(f"found the columns {', '.join(raw.columns)}; expected one for the {role}, {wanted}; "
                 f"name it by --{role}")
        return F.col("`" + found[0].replace("`", "``") + "`")

    user, item = column("user", args.user), column("item", args.item)
    rating = F.lit(1.0) if args.rating == "none" else column("rating", args.rating)
    named = raw.select(*(one.cast("string").alias(name) for one, name in ((user, "user"), (item, "item"), (rating, "said"))))
    # What is no number becomes nothing and is counted; a plain cast would end the job or say so nowhere.
    return named.withColumn("rating", F.expr("try_cast(said as float)"))


def clean(ratings, args):
    """The ratings without rows that cannot be used, a row a pair."""
    fine = (
        F.col("user").isNotNull() & (F.col("user") != "") & F.col("item").isNotNull() & (F.col("item") != "")
        & F.col("rating").isNotNull() & ~F.isnan("rating") & (F.abs("rating") < float("inf"))
    )
    bad = ratings.filter(~fine | fine.isNull())
    first = bad.limit(1).collect()
    if first and not args.skip_bad:
        row = first[0]
        stop(f"found a row with user {row.user!r}, item {row.item!r} and rating {row.said!r}; "
             "expected a name, a name and a finite number; mend it, or leave such rows out by --skip-bad")
    left_out = bad.count() if first else 0
    how = {"error": F.max, "mean": F.avg, "sum": F.sum, "max": F.max}[args.duplicates]
    pairs = ratings.filter(fine).groupBy("user", "item")
    pairs = pairs.agg(how("rating").cast("float").alias("rating"), F.count("*").alias("times")).cache()
    twice = pairs.filter("times > 1").limit(1).collect() if args.duplicates == "error" else []
    if twice:
        stop(f"{twice[0].user!r} rates {twice[0].item!r} {twice[0].times} times; expected once; say --duplicates mean, sum or max")
    return pairs.drop("times"), left_out


def numbered(spark, ratings, side):
    """The numbers of one side: nothing where its names are whole numbers of 32 bits already, else id and name of each."""
    other = ratings.filter(~F.col(side).rlike("^(0|-?[1-9][0-9]{0,9})$") | F.expr(f"try_cast({side} as int) is null"))
    if not other.limit(1).collect():
        return None
    names = ratings.select(side).distinct().orderBy(side).rdd.zipWithIndex().map(lambda pair: (pair[1], pair[0][0]))
    count = names.count()
    if count > MOST_IDS:
        stop(f"found {count} names of the {side}s; Spark's ALS numbers at most {MOST_IDS}")
    return spark.createDataFrame(names, "id long, name string").select(F.col("id").cast("int"), "name").cache()


def with_ids(ratings, side, names):
    """The ratings with a column of numbers for one side."""
    if names is None:
        return ratings.withColumn(f"{side}Id", F.col(side).cast("int"))
    return ratings.join(names.select(F.col("id").alias(f"{side}Id"), F.col("name").alias(side)), side)


def held_out(ratings, args):
    """What is trained on and what is held out: the same pairs whatever the machines, by a hash of the pair and the seed."""
    if not args.test:
        return ratings, None
    drawn = F.pmod(F.xxhash64("user", "item", F.lit(args.seed)), F.lit(1_000_000)) < int(args.test * 1_000_000)
    return ratings.filter(~drawn), ratings.filter(drawn)


def measured(model, train, test, args):
    """How well the ratings held out are predicted; those of a user or an item that is not trained on cannot be."""
    count = test.count()
    known = model.copy({model.coldStartStrategy: "drop"}).transform(test).cache()
    told = {"held_out": count, "predicted": known.count()}
    if args.implicit:
        # Whether what was used is put before an item drawn by chance: 0.5 is chance, 1 is always.
        items = model.itemFactors.select("id").orderBy("id").rdd.zipWithIndex().map(lambda pair: (pair[1], pair[0].id))
        items = train.sparkSession.createDataFrame(items, "place long, drawn int")
        place = F.pmod(F.xxhash64("userId", "itemId", F.lit(args.seed + 1)), F.lit(model.itemFactors.count()))
        pairs = known.filter("rating > 0").withColumn("place", place).join(items, "place")
        pairs = pairs.select("userId", F.col("drawn").alias("itemId"), F.col("prediction").alias("own"))
        before = F.expr("case when own > prediction then 1.0 when own = prediction then 0.5 else 0.0 end")
        told["auc"] = float(model.transform(pairs).agg(F.avg(before)).first()[0] or 0)
    else:
        mean = train.agg(F.avg("rating")).first()[0]
        error, of_mean = F.col("rating") - F.col("prediction"), F.col("rating") - mean
        about = known.agg(F.sqrt(F.avg(error * error)), F.avg(F.abs(error)), F.sqrt(F.avg(of_mean * of_mean)))
        told["rmse"], told["mae"], told["rmse_of_mean"] = about.first()
    return told


def exists(spark, path):
    """Whether something lies at a path, wherever Spark writes."""
    place = spark.sparkContext._jvm.org.apache.hadoop.fs.Path(path)
    files = place.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
    return files, place, files.exists(place)


def main(spark, args):
    out = args.paths[-1].rstrip("/")
    files, place, is_there = exists(spark, out)
    if is_there and not args.overwrite:
        stop(f"{out} is there already; name another folder, or say --overwrite")
    if args.checkpoint:
        spark.sparkContext.setCheckpointDir(args.checkpoint)
    ratings, left_out = clean(read(spark, args), args)
    names = {side: numbered(spark, ratings, side) for side in ("user", "item")}
    for side, table in names.items():
        ratings = with_ids(ratings, side, table)
    train, test = held_out(ratings, args)
    train = train.cache()
    count = train.count()
    if count == 0:
        stop("found no ratings to train on; expected a row for each: a user, an item and a rating")
    als = ALS(
        rank=args.rank, maxIter=args.iterations, regParam=args.reg, implicitPrefs=args.implicit, alpha=args.alpha,
        nonnegative=args.nonnegative, seed=args.seed, userCol="userId", itemCol="itemId", ratingCol="rating",
    ).setNumBlocks(args.blocks)
    began = time.monotonic()
    model = als.fit(train)
    measures = {"ratings": count, "users": model.userFactors.count(), "items": model.itemFactors.count()}
    measures["seconds"] = round(time.monotonic() - began, 3)
    measures["rows_left_out"] = left_out
    if test is not None:
        measures.update(measured(model, train, test, args))
    if is_there:
        files.delete(place, True)
    for side, table in names.items():
        if table is not None:
            table.write.parquet(f"{out}/{side}Names")
    als.save(f"{out}/estimator")
    spark.createDataFrame([(json.dumps(measures),)], "value string").coalesce(1).write.text(f"{out}/measures")
    if args.sample_users:
        users = train.select("user").distinct().orderBy(F.xxhash64("user", F.lit(args.seed))).limit(args.sample_users)
        sample = train.join(users, "user").select("user", "item", "rating").orderBy("user", "item")
        sample.coalesce(1).write.option("header", "true").csv(f"{out}/sample")
    # The model comes last: a folder that has it is whole.
    model.save(f"{out}/model")
    print(json.dumps(measures))


if __name__ == "__main__":
    asked = arguments()
    session = SparkSession.builder.appName("train_als").getOrCreate()
    try:
        main(session, asked)
    except SystemExit as end:
        if isinstance(end.code, Refused):
            print(f"train_als: {end.code}", file=sys.stderr)
            sys.exit(2)
        raise
    finally:
        session.stop()

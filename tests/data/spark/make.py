"""Makes everything beside it anew, by Spark itself: python make.py. It needs PySpark (4.3.0 made what is here) and Java 17.

ratings.csv         made-up ratings, by names that are no numbers
plays.csv           made-up plays, by numbers
explicit/           train_als.py on ratings.csv, 100 iterations: as good as settled
implicit/           train_als.py --implicit on plays.csv
nonnegative/        train_als.py --nonnegative on ratings.csv
plain/              ALSModel.save alone, on plays.csv taken for ratings, packed by zstd
pipeline/           a PipelineModel of two StringIndexers and ALS on ratings.csv, packed by gzip
validated/          a TrainValidationSplitModel around ALS, without its factors: only what says what it is
truth.tsv           what Spark predicts for every pair of each
recommended.tsv     what Spark recommends: recommendForAllUsers(5)

With `python make.py FOLDER` only plain/ is made, in that folder: by another version of Spark (plain-3.5/ is of 3.5.6).
"""
import csv
import math
import pathlib
import random
import shutil
import sys
import tempfile

from pyspark.ml import Pipeline
from pyspark.ml.evaluation import RegressionEvaluator
from pyspark.ml.feature import StringIndexer
from pyspark.ml.recommendation import ALS, ALSModel
from pyspark.ml.tuning import ParamGridBuilder, TrainValidationSplit
from pyspark.sql import SparkSession

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "assets" / "spark"))
import train_als  # noqa: E402

USERS = ["An", "Bo", "Céline", "Diego", "Emre", "Fatou", "Gül", "Hana", "Ívar", "José", "Kai", "007", "Léa", "Mina", "Nour", "O'Neill",
         "Pia, the second", "Quý", "Rosa", "Zhou Shen"]
ITEMS = ["album %02d" % n for n in range(1, 13)]


def made_up():
    """Ratings from planted tastes, with noise; who rates much and what is rated much differ."""
    draw = random.Random(7)
    tastes = {name: [draw.gauss(0, 1) for _ in range(2)] for name in USERS + ITEMS}
    ratings, plays = [], []
    for u, user in enumerate(USERS):
        for i, item in enumerate(ITEMS):
            liked = sum(a * b for a, b in zip(tastes[user], tastes[item]))
            if draw.random() < 0.35 + 0.5 / (1 + u / 4):
                ratings.append((user, item, min(5.0, max(0.5, round(2 * (3.2 + liked + draw.gauss(0, 0.4))) / 2))))
            if draw.random() < 1 / (1 + math.exp(-liked)):
                plays.append((1000 + 7 * u, 3 * i - 4, 1.0 + int(draw.expovariate(0.2))))
    return ratings, plays


def write(name, head, rows):
    with open(HERE / name, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n", delimiter="\t" if name.endswith(".tsv") else ",")
        table.writerow(head)
        table.writerows(rows)


def without(folder, *kinds):
    """Takes away the files that are on the disk of Spark's own machine alone, but for those of the first folder."""
    for kind in kinds:
        for file in sorted(folder.rglob(kind)):
            file.unlink()


def plain(spark, folder, ratings):
    shutil.rmtree(folder, ignore_errors=True)
    spark.conf.set("spark.sql.parquet.compression.codec", "zstd")
    als = ALS(rank=4, maxIter=5, regParam=0.05, seed=3, userCol="listener", itemCol="track", ratingCol="plays", coldStartStrategy="drop")
    model = als.setNumBlocks(3).fit(ratings)
    model.save(str(folder))
    return model


def main(spark):
    if len(sys.argv) > 1:
        write_to = pathlib.Path(sys.argv[1])
        plain(spark, write_to, spark.createDataFrame(made_up()[1], "listener int, track int, plays float"))
        return without(write_to, ".*.crc")
    ratings, plays = made_up()
    write("ratings.csv", ["user", "item", "rating"], ratings)
    write("plays.csv", ["listener", "track", "plays"], plays)
    models, names = {}, {}

    def trained(folder, file, *words):
        path = HERE / folder
        train_als.main(spark, train_als.arguments([str(HERE / file), str(path), "--overwrite", "--blocks", "2", *words]))
        models[folder] = ALSModel.load(str(path / "model"))
        for side in ("user", "item"):
            if (path / f"{side}Names").exists():
                rows = spark.read.parquet(str(path / f"{side}Names")).collect()
                names[folder, side] = {row.id: row.name for row in rows}

    with tempfile.TemporaryDirectory() as kept:
        trained("explicit", "ratings.csv", "--rank", "3", "--reg", "0.05", "--iterations", "100", "--checkpoint", kept)
    columns = ["--user", "listener", "--item", "track", "--rating", "plays"]
    trained("implicit", "plays.csv", *columns, "--rank", "3", "--reg", "0.02", "--implicit", "--alpha", "4", "--iterations", "10")
    trained("nonnegative", "ratings.csv", "--rank", "3", "--reg", "0.05", "--nonnegative", "--iterations", "10")
    models["plain"] = plain(spark, HERE / "plain", spark.createDataFrame(plays, "listener int, track int, plays float"))

    spark.conf.set("spark.sql.parquet.compression.codec", "gzip")
    table = spark.createDataFrame(ratings, "user string, item string, rating float").coalesce(1)
    als = ALS(rank=2, maxIter=5, regParam=0.1, seed=5, userCol="userIndex", itemCol="itemIndex").setNumBlocks(2)
    users = StringIndexer(inputCol="user", outputCol="userIndex", handleInvalid="skip")
    items = StringIndexer(inputCol="item", outputCol="itemIndex", stringOrderType="alphabetAsc")
    fitted = Pipeline(stages=[users, items, als]).fit(table)
    fitted.write().overwrite().save(str(HERE / "pipeline"))
    models["pipeline"] = fitted.stages[2]
    names["pipeline", "user"], names["pipeline", "item"] = (dict(enumerate(stage.labels)) for stage in fitted.stages[:2])

    numbers = spark.createDataFrame(plays, "user int, item int, rating float")
    choice = TrainValidationSplit(
        estimator=ALS(rank=2, maxIter=1), estimatorParamMaps=ParamGridBuilder().addGrid(als.regParam, [0.1]).build(),
        evaluator=RegressionEvaluator(labelCol="rating"), seed=1)
    choice.fit(numbers).write().overwrite().save(str(HERE / "validated"))
    for folder in ("estimator", "evaluator", "bestModel"):
        shutil.rmtree(HERE / "validated" / folder)

    truth, recommended = [], []
    for folder, model in models.items():
        called = {side: names.get((folder, side), {}) for side in ("user", "item")}
        user_column, item_column = model.getUserCol(), model.getItemCol()
        users, items = ([row.id for row in side.orderBy("id").collect()] for side in (model.userFactors, model.itemFactors))
        pairs = spark.createDataFrame([(u, i) for u in users for i in items], f"{user_column} int, {item_column} int")
        for row in model.transform(pairs).orderBy(user_column, item_column).collect():
            user, item = called["user"].get(row[0], row[0]), called["item"].get(row[1], row[1])
            truth.append((folder, user, item, repr(row.prediction)))
        for row in model.recommendForAllUsers(5).orderBy(user_column).collect():
            best = [called["item"].get(one[0], one[0]) for one in row.recommendations]
            recommended.append((folder, called["user"].get(row[0], row[0]), *best))
    write("truth.tsv", ["model", "user", "item", "prediction"], truth)
    write("recommended.tsv", ["model", "user", "1", "2", "3", "4", "5"], recommended)
    for folder in ("implicit", "nonnegative", "plain", "pipeline", "validated"):
        without(HERE / folder, ".*.crc")


if __name__ == "__main__":
    session = (SparkSession.builder.master("local[2]").appName("make").config("spark.sql.shuffle.partitions", "2")
               .config("spark.ui.enabled", "false").getOrCreate())
    try:
        main(session)
    finally:
        session.stop()

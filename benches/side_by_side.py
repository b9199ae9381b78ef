#!/usr/bin/env python3
"""Runs factorscope and its peers in turn on the same ratings, and prints a table of medians with ratios.

    python benches/side_by_side.py --binary target/release/factorscope [--rows 1000000] [--factors 16,64] [--threads 1,2]

Needs Python 3.10 with numpy, and whichever peers are to be compared: cmfrec, lenskit, libmf, polars, pandas. A peer that is
not installed is left out and named. What is measured:

- `als`: seconds a pass of exact alternating least squares, every user and every item once; lambda 0.05 times the row's count.
  LensKit and cmfrec work in f32, so this program is asked for f32.
- `als biased`: the same with biases.
- `als cg`: the same by three steps of conjugate gradients for each row.
- `sgd`: seconds an epoch of stochastic gradient descent, beside LIBMF.
- `sgd in blocks`: the same with users and items in four parts each, which threads share.
- `load`: seconds from a CSV file to ratings in memory.

Peers say no seconds a pass, so each fits twice, a few passes and more of them, and the difference counts. Program and peers take
turns, so that what else the machine does meets them alike; the table has medians. `limit` is how long the multiplications alone
would take at the rate of a large product of matrices in f32 by NumPy, on as many threads, measured in the same run.
"""
import argparse
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

LAMBDA = 0.05
ALS = {"als": ["cmfrec", "lenskit"], "als biased": ["lenskit"], "als cg": ["cmfrec"], "sgd": ["libmf"], "sgd in blocks": ["libmf"]}
CG_STEPS = 3
# From so many ratings on a peer fits fewer passes.
LARGE = 5_000_000


def made_up(rows, path):
    """Ratings of the shape that people give: most of them for few items; half stars."""
    import numpy as np

    rng = np.random.default_rng(20240601)
    users, items = max(20, rows // 165), max(20, round(rows**0.6 * 0.93))
    weight = 1 / (np.arange(items) + 0.02 * items)
    activity = np.clip(rng.lognormal(4.6, 1.0, users), 20, items / 2)
    pairs = np.empty(0, dtype=np.int64)
    while len(pairs) < rows:
        more = rows - len(pairs) + rows // 10
        user = rng.choice(users, more, p=activity / activity.sum())
        item = rng.choice(items, more, p=weight / weight.sum())
        pairs = np.unique(np.concatenate([pairs, user.astype(np.int64) * items + item]))
    pairs = np.sort(rng.permutation(pairs)[:rows])
    user, item = pairs // items, pairs % items
    p, q = rng.normal(0, 0.4, (users, 8)), rng.normal(0, 0.4, (items, 8))
    taste = (p[user] * q[item]).sum(1)
    value = 3.6 + rng.normal(0, 0.4, users)[user] + rng.normal(0, 0.45, items)[item] + taste + rng.normal(0, 0.8, rows)
    value = np.clip(np.round(value * 2) / 2, 0.5, 5)
    with open(path, "w") as file:
        file.write("userId,movieId,rating\n")
        for start in range(0, rows, 1_000_000):
            part = slice(start, start + 1_000_000)
            file.writelines(f"{u},{i},{r}\n" for u, i, r in zip(user[part] + 1, item[part] + 1, value[part]))


def triples(path):
    import numpy as np

    data = np.loadtxt(path, delimiter=",", skiprows=1)
    _, user = np.unique(data[:, 0], return_inverse=True)
    _, item = np.unique(data[:, 1], return_inverse=True)
    return user.astype("int32"), item.astype("int32"), data[:, 2].astype("float32")


def a_pass(fit, short, long):
    """Seconds a pass, from two fits."""
    times = []
    for passes in (short, long):
        begun = time.perf_counter()
        fit(passes)
        times.append(time.perf_counter() - begun)
    return (times[1] - times[0]) / (long - short)


def peer(name, what, path, factors, threads):
    """One measurement of one peer, in a process of its own."""
    import numpy as np

    if name == "numpy":
        n = 2048
        a = np.random.default_rng(0).random((n, n), dtype=np.float32)
        a @ a
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            a @ a
            times.append(time.perf_counter() - begun)
        return 2 * n**3 / min(times)
    if name in ("polars", "pandas"):
        library = __import__(name)
        begun = time.perf_counter()
        library.read_csv(path)
        return time.perf_counter() - begun
    user, item, rating = triples(path)
    few, many = (2, 8) if len(rating) < LARGE else (1, 3)
    if name == "cmfrec":
        from cmfrec import CMF
        from scipy.sparse import coo_matrix

        grid = coo_matrix((rating - rating.mean(), (user, item)))

        def fit(passes):
            CMF(
                k=factors, lambda_=LAMBDA, scale_lam=True, niter=passes, use_cg="cg" in what, max_cg_steps=CG_STEPS,
                finalize_chol=False, user_bias=False, item_bias=False, center=False, precompute_for_predictions=False, nthreads=threads, use_float=True, verbose=False,
            ).fit(grid)

        return a_pass(fit, few, many)
    if name == "lenskit":
        import pandas
        from lenskit.als import BiasedMFScorer
        from lenskit.data import from_interactions_df
        from lenskit.training import TrainingOptions

        frame = pandas.DataFrame({"user_id": user, "item_id": item, "rating": rating})
        data = from_interactions_df(frame)

        def fit(passes):
            scorer = BiasedMFScorer(embedding_size=factors, epochs=passes, regularization=LAMBDA)
            scorer.train(data, TrainingOptions())

        return a_pass(fit, few, many)
    if name == "libmf":
        from libmf import mf

        rows = np.column_stack([user, item, rating]).astype("float32")

        def fit(passes):
            mf.MF(nr_iters=passes, k=factors, nr_threads=threads, lambda_p2=LAMBDA, lambda_q2=LAMBDA, quiet=True).fit(rows)

        return a_pass(fit, 4, 24)
    raise SystemExit(f"there is no peer called {name}")


def in_turn(command, threads):
    env = dict(os.environ)
    for limit in ("OMP", "OPENBLAS", "MKL", "RAYON", "LK"):
        env[f"{limit}_NUM_THREADS"] = str(threads)
    env["POLARS_MAX_THREADS"] = str(threads)
    if command[0] != "numpy" and "cmfrec" in command:
        env["OPENBLAS_NUM_THREADS"] = "1"
    pin = (lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])) if hasattr(os, "sched_setaffinity") else None
    done = subprocess.run(command, env=env, capture_output=True, text=True, preexec_fn=pin)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def own(binary, what, path, factors, threads):
    method = ["sgd"] if what.startswith("sgd") else ["als"]
    biased = ["--biased"] if "biased" in what else []
    steps = ["--cg-steps", str(CG_STEPS)] if "cg" in what else []
    parts = ["--parts", "4"] if "blocks" in what else []
    passes = "1" if what == "load" else "5"
    run = in_turn(
        [binary, "fit", path, "--solver", *method, *biased, *steps, *parts, "--factors", str(factors), "--lambda", str(LAMBDA), "--penalty", "weighted",
         "--precision", "f32", "--passes", passes, "--threads", str(threads), "--format", "json"], threads)
    return run["seconds_load"] if what == "load" else run["seconds_per_pass"]


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--binary", default="target/release/factorscope")
    ask.add_argument("--file", help="ratings with the columns user, item, rating and a header, in place of made-up ones")
    ask.add_argument("--rows", type=int, default=1_000_000, help="how many ratings to make up")
    ask.add_argument("--factors", default="16,32,64,128")
    ask.add_argument("--threads", default="1,2")
    ask.add_argument("--work", default="als,als biased,als cg,sgd,sgd in blocks,load")
    ask.add_argument("--times", type=int, default=5)
    ask.add_argument("--peer", nargs=5, help=argparse.SUPPRESS)
    asked = ask.parse_args()
    if asked.peer:
        name, what, path, factors, threads = asked.peer
        print(json.dumps(peer(name, what, path, int(factors), int(threads))))
        return
    folder = tempfile.TemporaryDirectory()
    path = asked.file or os.path.join(folder.name, "ratings.csv")
    if not asked.file:
        made_up(asked.rows, path)
    user, item, rating = triples(path)
    counts = (len(rating), len(set(user.tolist())), len(set(item.tolist())))
    del user, item, rating
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.processor())
    print(f"{counts[0]:,} ratings, {counts[1]:,} users, {counts[2]:,} items; {model}; medians of {asked.times}\n")
    print("| work | factors | threads | factorscope | peer | ratio | limit | of the limit |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    here = [sys.executable, __file__, "--peer"]
    for threads in map(int, asked.threads.split(",")):
        rate = in_turn([*here, "numpy", "", path, "0", str(threads)], threads)
        for what in asked.work.split(","):
            peers = ["polars", "pandas"] if what == "load" else ALS[what]
            there = [name for name in peers if importlib.util.find_spec(name)]
            for factors in [0] if what == "load" else map(int, asked.factors.split(",")):
                times = {name: [] for name in ["factorscope", *there]}
                for _ in range(asked.times):
                    times["factorscope"].append(own(asked.binary, what, path, factors or 2, threads))
                    for name in there:
                        times[name].append(in_turn([*here, name, what, path, str(factors), str(threads)], threads))
                median = {name: statistics.median(values) for name, values in times.items()}
                ours = median.pop("factorscope")
                # XᵀX for every rating on both sides, one triangle of it, and a Cholesky decomposition for every row.
                products = 2 * counts[0] * factors * (factors + 1) + (counts[1] + counts[2]) * factors**3 / 3
                limit = f"{products / rate:.3f} | {ours * rate / products:.1f}" if what in ("als", "als biased") else " | "
                for name, theirs in median.items() or [("", float("nan"))]:
                    print(f"| {what} | {factors or ''} | {threads} | {ours:.3f} | {name} {theirs:.3f} | {ours / theirs:.2f} | {limit} |", flush=True)
            missing = set(peers) - set(there)
            if missing:
                print(f"| {what} | | | | not installed: {', '.join(sorted(missing))} | | | |")


if __name__ == "__main__":
    main()

"""Splink and mizan on the same files, one after the other: F1, seconds, memory and their ratios.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python linkage.py febrl3 febrl4 eg100k synth-100k [--mizan PATH] [--threads 2]

Neither side sees the truth before it is scored.  Splink links with the settings its documentation gives for the
FEBRL sets and with an expert's settings for Arabic names (eg100k, synth), the six usual orthographic foldings done
before; its clusters are scored at every usual threshold and the best of them is taken, which favours it.  mizan links
with the default specification of the schema and the threshold it chooses itself.  Both are scored by the pairs inside
their clusters.  Each side runs in a process of its own; seconds are from the open file to the clusters, memory is the
most the process held.  The last line per set is one JSON object.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DATA = Path(os.environ.get("MIZAN_SHARED", ROOT.parent / "shared")) / "data"
THRESHOLDS = (0.5, 0.9, 0.95, 0.99)


def made(name):
    """Whether `cargo bench --bench accuracy -- write-set` makes the set."""
    return name.startswith("synth-")


def files(name):
    if name == "febrl3":
        return [DATA / "febrl/dataset3.csv"], "person_address", "rec_id"
    if name == "febrl4":
        return [DATA / "febrl/dataset4a.csv", DATA / "febrl/dataset4b.csv"], "person_address", "rec_id"
    if name == "eg100k":
        return [DATA / "linkage_eg100k/eg100k.parquet"], "person_parts", "person"
    if made(name):
        path = Path(tempfile.gettempdir()) / f"mizan-peer-{name}.csv"
        if not path.exists():
            subprocess.run(
                ["cargo", "bench", "--bench", "accuracy", "--", "write-set", name, str(path)], cwd=ROOT, check=True)
        return [path], "person", "person"
    sys.exit(f"unknown set {name}: there are febrl3, febrl4, eg100k, synth-100k, synth-1m")


# ---- mizan ----------------------------------------------------------------------------------------------------------

def run_mizan(name, program, threads):
    paths, schema, truth = files(name)
    spec = (ROOT / f"pipelines/linkage/{schema}.toml").read_text()
    if len(paths) == 2:
        spec = 'mode = "link"\n' + spec
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(spec)
        file.flush()
        command = [program, "evaluate", "linkage", *map(str, paths), "--spec", file.name, "--truth", truth, "--json"]
        answer = subprocess.run(
            command, check=True, capture_output=True, text=True, env={**os.environ, "RAYON_NUM_THREADS": str(threads)})
    report = json.loads(answer.stdout)
    return {
        "f1": round(report["f1"], 4),
        "seconds": round(report["seconds"] + report["seconds_reading"], 2),
        "memory_mb": report["peak_memory_bytes"] >> 20,
    }


# ---- Splink ---------------------------------------------------------------------------------------------------------

def fold(column):
    """The six foldings an Arabic speaker would write first."""
    marks = f"regexp_replace({column}, '[\u0640\u064b-\u065f]', '', 'g')"
    letters = f"translate({marks}, 'أإآٱىة', 'ااااي\u0647')"
    servants = f"replace({letters}, 'عبد ال', 'عبدال')"
    return f"replace({servants}, 'ابو ', 'ابو')"


def load(connection, name, paths):
    """Creates `records` (and `records_a`, `records_b` for two files) with `unique_id` and `truth`."""
    if name.startswith("febrl"):
        for suffix, path in zip("ab", paths):
            connection.execute(
                f"create table raw_{suffix} as select * from read_csv('{path}', all_varchar = true, header = true)")
            columns = [row[0] for row in connection.execute(f"describe raw_{suffix}").fetchall()]
            cleaned = ", ".join(f"nullif(trim(\"{column}\"), '') as {column.strip()}" for column in columns)
            connection.execute(
                f"create table records_{suffix} as select *, rec_id as unique_id, "
                f"split_part(rec_id, '-', 2) as truth from (select {cleaned} from raw_{suffix})")
        both = " union all ".join(f"select * from records_{suffix}" for suffix, _ in zip("ab", paths))
        connection.execute(f"create view records as {both}")
    elif name == "eg100k":
        parts = ", ".join(f"{fold(part)} as {part}" for part in ("n1", "n2", "n3", "n4"))
        connection.execute(
            f"create table records as select rec_id as unique_id, person as truth, {parts}, "
            f"nullif(dob, '') as dob, nullif(nid, '') as nid, nullif(phone, '') as phone, gov from '{paths[0]}'")
    else:
        # One whole name: the first three parts and the last, as in the register.
        words = f"string_split({fold('full_name')}, ' ')"
        connection.execute(
            f"create table records as select record_key as unique_id, person as truth, words[1] as n1, words[2] as n2, "
            f"case when len(words) > 3 then words[3] end as n3, words[len(words)] as n4, "
            f"nullif(birth_date, '') as dob, nullif(national_id, '') as nid, nullif(phone, '') as phone, "
            f"governorate_code as gov from (select *, {words} as words "
            f"from read_csv('{paths[0]}', all_varchar = true, header = true))")


def settings(name):
    import splink.comparison_library as compare
    from splink import block_on
    if name.startswith("febrl"):
        is_link = name == "febrl4"
        swapped = "l.given_name = r.surname and l.surname = r.given_name"
        names = [compare.NameComparison(column) for column in ("given_name", "surname")]
        dates = {"input_is_string": True, "datetime_format": "%Y%m%d"}
        if is_link:
            names = [one.configure(term_frequency_adjustments=True) for one in names]
            dates["invalid_dates_as_null"] = True
        return {
            "link_type": "link_only" if is_link else "dedupe_only",
            "blocking": [block_on("soc_sec_id"), block_on("date_of_birth"), block_on("postcode"), *(
                [block_on("given_name", "surname"), swapped, block_on("state", "address_1"),
                 block_on("street_number", "address_1")] if is_link
                else [block_on("given_name"), block_on("surname")])],
            "comparisons": [
                *names,
                compare.DateOfBirthComparison("date_of_birth", **dates),
                compare.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2] if is_link else [2]),
                compare.ExactMatch("street_number").configure(term_frequency_adjustments=True),
                (compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]) if is_link
                 else compare.ExactMatch("postcode")).configure(term_frequency_adjustments=True),
            ],
            "certain": [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth"),
                        *([] if is_link else [f"{swapped} and l.date_of_birth = r.date_of_birth"])],
            "recall": 0.8 if is_link else 0.9, "random_pairs": 1e6, "least_weight": -20,
            "train_on": [block_on("date_of_birth"), block_on("postcode")],
        }
    return {
        "link_type": "dedupe_only",
        "blocking": [block_on("nid"), block_on("phone"), block_on("dob", "n1"), block_on("dob", "n4"),
                     block_on("n1", "n2", "n4"), block_on("n1", "n2", "n3", "gov"), block_on("dob", "n2", "n3")],
        "comparisons": [
            *(compare.JaroWinklerAtThresholds(part, [0.92, 0.8]).configure(term_frequency_adjustments=True)
              for part in ("n1", "n2", "n3", "n4")),
            compare.DamerauLevenshteinAtThresholds("dob", [1, 2]),
            compare.DamerauLevenshteinAtThresholds("nid", [1]),
            compare.ExactMatch("phone"),
            compare.ExactMatch("gov").configure(term_frequency_adjustments=True),
        ],
        "certain": [block_on("nid"), block_on("phone", "n1")],
        "recall": 0.7, "random_pairs": 1e7, "least_weight": -10,
        "train_on": [block_on("dob", "n1"), block_on("phone")],
    }


def splink_alone(name, threads):
    """Links one set in this process and prints what came out."""
    import logging

    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator
    logging.disable(logging.WARNING)
    paths, _, _ = files(name)
    begin = time.perf_counter()
    connection = duckdb.connect()
    connection.execute(f"set threads = {threads}")
    load(connection, name, paths)
    api = DuckDBAPI(connection=connection)
    if len(paths) == 2:
        inputs = [api.register(f"records_{suffix}", dataset_display_name=suffix) for suffix in "ab"]
    else:
        inputs = api.register("records")
    wanted = settings(name)
    linker = Linker(inputs, SettingsCreator(
        unique_id_column_name="unique_id", link_type=wanted["link_type"], comparisons=wanted["comparisons"],
        blocking_rules_to_generate_predictions=wanted["blocking"]))
    linker.training.estimate_probability_two_random_records_match(wanted["certain"], recall=wanted["recall"])
    linker.training.estimate_u_using_random_sampling(max_pairs=wanted["random_pairs"], seed=2)
    for rule in wanted["train_on"]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    scored = linker.inference.predict(threshold_match_weight=wanted["least_weight"])
    group = linker.clustering.cluster_pairwise_predictions_at_threshold
    clusters = {THRESHOLDS[1]: group(scored, threshold_match_probability=THRESHOLDS[1])}
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    # The truth is used from here on.
    scores = {}
    for threshold in THRESHOLDS:
        if threshold not in clusters:
            clusters[threshold] = group(scored, threshold_match_probability=threshold)
        scores[threshold] = pair_f1(connection, clusters[threshold].physical_name)
    best = max(scores, key=scores.get)
    print(json.dumps({"f1": round(scores[best], 4), "threshold": best, "seconds": round(seconds, 2), "memory_mb": memory}))


def pair_f1(connection, clusters):
    def pairs(sql):
        return connection.execute(f"select coalesce(sum(n * (n - 1) / 2), 0) from ({sql})").fetchall()[0][0]
    joined = f"{clusters} c join records r on c.unique_id = r.unique_id"
    hits = pairs(f"select count(*) as n from {joined} group by c.cluster_id, r.truth")
    found = pairs(f"select count(*) as n from {joined} group by c.cluster_id")
    true = pairs("select count(*) as n from records group by truth")
    return float(2 * hits / (found + true)) if found + true else 0.0


def run_splink(name, threads):
    answer = subprocess.run(
        [sys.executable, __file__, name, "--threads", str(threads), "--splink-alone"], check=True,
        capture_output=True, text=True)
    return json.loads(answer.stdout.strip().splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=["febrl3", "febrl4", "eg100k"], metavar="SET")
    parser.add_argument("--mizan", default=str(ROOT / "target/release/mizan"), help="the program (cargo build --release)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--splink-alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.splink_alone:
        return splink_alone(options.sets[0], options.threads)
    if not Path(options.mizan).exists():
        sys.exit(f"no program at {options.mizan}: build it, or name it with --mizan")
    for name in options.sets:
        files(name)
        peer, ours = run_splink(name, options.threads), run_mizan(name, options.mizan, options.threads)
        missed = (1 - peer["f1"]) / max(1 - ours["f1"], 5e-5)
        print(json.dumps({
            "set": name, "splink": peer, "mizan": ours,
            "times_faster": round(peer["seconds"] / max(ours["seconds"], 0.01), 1),
            "times_less_memory": round(peer["memory_mb"] / max(ours["memory_mb"], 1), 1),
            "times_fewer_errors": round(missed, 1),
        }), flush=True)


if __name__ == "__main__":
    main()

"""Runs the queries of all marts in DuckDB over the files of one vintage; prints seconds as JSON."""

import json
import os
import sys
import time

import duckdb

task = json.load(open(sys.argv[1]))
os.makedirs(task["out"], exist_ok=True)
connection = duckdb.connect()
connection.execute("set memory_limit = '3GB'")
connection.execute(f"set threads = {os.cpu_count()}")
# Dates are moved by whole days, and `date + n` means days in both engines.
for name, table in task["tables"].items():
    files = [os.path.join(task["home"], file) for file in table["files"]]
    if files:
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        connection.execute(f'create view "{name}" as select * from read_parquet([{listed}])')

seconds, failed = {}, {}
for file in sorted(os.listdir(task["marts"])):
    if not file.endswith(".sql"):
        continue
    mart = file[: -len(".sql")]
    query = open(os.path.join(task["marts"], file)).read()
    target = os.path.join(task["out"], mart + ".parquet")
    started = time.perf_counter()
    try:
        connection.execute(f"copy ({query}\n) to '{target}' (format parquet, compression zstd)")
        seconds[mart] = time.perf_counter() - started
    except duckdb.Error as error:
        failed[mart] = str(error).splitlines()[0]

print(
    json.dumps(
        {
            "version": duckdb.__version__,
            "seconds": sum(seconds.values()),
            "seconds_by_mart": seconds,
            "failed": failed,
        }
    )
)

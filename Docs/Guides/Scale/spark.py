"""Explains the rows of a Parquet file with Spark: spark.py LIMN MODEL ROWS.parquet OUTPUT METHOD [OPTION …]

The file has a column `row` with the row numbers from 0 on, and one column for each feature, in the model's
order. The program and the model are sent to the executors with the job; every task has its own worker.
"""

import os
import sys

import numpy as np
import pyarrow as pa
from pyspark import SparkFiles
from pyspark.sql import SparkSession

limn, model, rows, output, method, *options = sys.argv[1:]
spark = SparkSession.builder.appName("limn").getOrCreate()
for file in (limn, model, os.path.join(os.path.dirname(os.path.abspath(__file__)), "limn_worker.py")):
    spark.sparkContext.addFile(file)
names = [os.path.basename(file) for file in (limn, model)]


def explain(batches):
    sys.path.insert(0, SparkFiles.getRootDirectory())
    from limn_worker import Worker

    program, network = map(SparkFiles.get, names)
    os.chmod(program, 0o755)
    arguments = ["--model", network, "--method", method, "--numbered", "--workers", "1", *options]
    with Worker(*arguments, limn=program) as worker:
        for batch in batches:
            number = batch.column("row").to_numpy()
            features = [c for n, c in zip(batch.schema.names, batch.columns) if n != "row"]
            values = worker.explain(np.column_stack([c.to_numpy() for c in features]), number)[method]
            flat = pa.array(np.ascontiguousarray(values).ravel())
            lists = pa.ListArray.from_arrays(np.arange(0, flat.__len__() + 1, values.shape[1]), flat)
            yield pa.RecordBatch.from_arrays([batch.column("row"), lists], ["row", "values"])


explained = spark.read.parquet(rows).mapInArrow(explain, "row long, values array<float>")
explained.write.mode("overwrite").parquet(output)

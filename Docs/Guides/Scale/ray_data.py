"""Explains the rows of a Parquet file with Ray Data: ray_data.py MODEL ROWS.parquet OUTPUT METHOD [OPTION …]

The file has a column `row` with the row numbers from 0 on, and one column for each feature, in the model's
order. Every actor has a worker; `limn` must be on the PATH of all nodes, or its path in LIMN.
"""

import os
import sys

import numpy as np
import ray

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from limn_worker import Worker

model, rows, output, method, *options = sys.argv[1:]


class Explainer:
    def __init__(self):
        arguments = ["--model", model, "--method", method, "--numbered", "--workers", "1", *options]
        self.worker = Worker(*arguments, limn=os.environ.get("LIMN", "limn"))

    def __call__(self, batch):
        features = np.column_stack([column for name, column in batch.items() if name != "row"])
        values = self.worker.explain(features, batch["row"])[method]
        return {"row": batch["row"], "values": values}


# Reading needs processors in addition to those of the actors; CPUS can claim more than exist, for experiments.
ray.init(
    runtime_env={"working_dir": os.path.dirname(os.path.abspath(__file__))},
    num_cpus=int(os.environ["CPUS"]) if "CPUS" in os.environ else None,
)
actors = ray.data.ActorPoolStrategy(size=int(os.environ.get("ACTORS", "1")))
explained = ray.data.read_parquet(rows).map_batches(Explainer, batch_size=1024, compute=actors)
explained.write_parquet(output)

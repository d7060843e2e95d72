"""Training 64-64-10 on the digits to equal accuracy: PyTorch and scikit-learn, the same settings."""

import numpy as np
import torch
from sklearn.neural_network import MLPClassifier

from timing import Measurement, Row, timed

EPOCHS, BATCH, RATE = 30, 32, 0.003


def rows(bench):
    train, test = bench.split()
    x, y = bench.digits[train] / 16, bench.labels[train]
    held_out, labels = bench.digits[test] / 16, bench.labels[test]
    setting = f"Adam {RATE}, batches of {BATCH}, {EPOCHS} epochs"
    ours, _ = bench.limn.measure(
        "training", bench.digits[train], bench.labels[train], setting, epochs=EPOCHS,
        batch_size=BATCH, learning_rate=RATE, repeats=5)
    ours.error_kind = "wrong on held-out digits"
    ours.error = 1 - ours.details.pop("accuracy")
    peers = []
    for threads in sorted({1, bench.threads}):
        torch.set_num_threads(threads)
        seconds, model = timed(lambda: with_torch(x, y), 3)
        with torch.no_grad():
            right = (model(torch.tensor(held_out)).argmax(1).numpy() == labels).mean()
        peers.append(Measurement(
            "PyTorch", setting, seconds, float(1 - right), "wrong on held-out digits", threads))
    torch.set_num_threads(bench.threads)
    seconds, model = timed(lambda: with_scikit_learn(x, y), 3)
    peers.append(Measurement(
        "scikit-learn", setting, seconds, float(1 - model.score(held_out, labels)),
        "wrong on held-out digits", bench.threads))
    yield Row("training", f"Training a 64-64-10 network on {len(x)} digits", ours, peers)


def with_torch(x, y):
    torch.manual_seed(0)
    model = torch.nn.Sequential(
        torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
    optimizer = torch.optim.Adam(model.parameters(), RATE)
    loss = torch.nn.CrossEntropyLoss()
    inputs, labels = torch.tensor(x), torch.tensor(y)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(inputs)).split(BATCH):
            optimizer.zero_grad()
            loss(model(inputs[rows]), labels[rows]).backward()
            optimizer.step()
    return model


def with_scikit_learn(x, y):
    model = MLPClassifier(
        (64,), learning_rate_init=RATE, batch_size=BATCH, max_iter=EPOCHS, alpha=0,
        n_iter_no_change=EPOCHS + 1, random_state=0)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(np.asarray(x, np.float32), y)

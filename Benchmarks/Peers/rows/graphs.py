"""Convolutional networks: scores, gradients, Integrated Gradients and occlusion, one image and 256."""

import tempfile

import numpy as np
import torch
from captum.attr import IntegratedGradients, Occlusion, Saliency

import images
from timing import Measurement, Row, timed

COUNTS = (1, 256)
# Images whose path points Captum takes at once.
PART = 32


def rows(bench):
    with tempfile.TemporaryDirectory() as folder:
        for name in images.NETWORKS:
            made = images.network(name, folder)
            for count in COUNTS:
                for task in (logits, saliency, fixed_steps, occlusion):
                    yield task(bench, name, made, count)


def repeats(count):
    return 51 if count == 1 else 5


def compared(bench, name, made, count, task, what, setting, peer, body, **options):
    """A row of the same values by both: their largest difference is the error."""
    network, path, inputs, targets = made
    ours, values = bench.limn.measure(
        task, inputs[:count], targets[:count], setting, bench.threads, repeats(count), model=path,
        **options)
    seconds, found = timed(lambda: body(network, inputs[:count], targets[:count]), repeats(count))
    theirs = Measurement(peer, setting, seconds, threads=bench.threads)
    ours.error, ours.error_kind = images.largest_difference(values, found), "largest difference"
    plural = "one image" if count == 1 else f"{count} images"
    return Row(f"{task}-{count}-{name}", f"{what} of {plural}: {name}", ours, [theirs],
               note="Error: the largest difference between both, relative to an image's largest value.")


def parts(body, x, targets):
    return np.concatenate([
        body(x[rows], targets[rows]).detach().numpy().reshape(len(rows), -1)
        for rows in torch.arange(len(x)).split(PART)])


def logits(bench, name, made, count):
    def body(network, x, targets):
        with torch.inference_mode():
            return network(x).numpy()

    return compared(bench, name, made, count, "logits", "Logits", "", "PyTorch", body)


def saliency(bench, name, made, count):
    def body(network, x, targets):
        return parts(lambda x, t: Saliency(network).attribute(x.clone(), t), x, targets)

    return compared(bench, name, made, count, "saliency", "Saliency", "", "Captum", body)


def fixed_steps(bench, name, made, count):
    count = min(count, 32)

    def body(network, x, targets):
        method = IntegratedGradients(network)
        return np.concatenate([
            method.attribute(x[i:i + 1], target=targets[i:i + 1], n_steps=50).detach().numpy()
            for i in range(len(x))])

    return compared(
        bench, name, made, count, "integrated-gradients", "Integrated Gradients at 50 steps",
        "gauss-legendre", "Captum", body, rule="gauss-legendre", steps=50)


def occlusion(bench, name, made, count):
    channels = made[2].shape[1]

    def body(network, x, targets):
        with torch.no_grad():
            return parts(
                lambda x, t: Occlusion(network).attribute(
                    x, sliding_window_shapes=(channels, 4, 4), strides=(channels, 4, 4), target=t),
                x, targets)

    return compared(
        bench, name, made, count, "occlusion", "Occlusion", "4×4 windows side by side", "Captum",
        body, window=4)

"""Methods that walk back through a network by rules: 256 images through a LeNet, Captum and zennit."""

import sys
import tempfile

import numpy as np
import torch
from captum.attr import DeepLift, GuidedBackprop, LayerAttribution, LayerGradCam

import images
from timing import Measurement, Row, timed

NAME = "LeNet, 28×28"


def rows(bench):
    with tempfile.TemporaryDirectory() as folder:
        made = images.network(NAME, folder)
        yield row(bench, made, "deeplift", "DeepLIFT", "Captum", deeplift)
        yield row(bench, made, "guided-backprop", "Guided backpropagation", "Captum", guided)
        yield row(bench, made, "grad-cam", "Grad-CAM", "Captum", grad_cam)
        relevance = zennit()
        if relevance:
            yield row(bench, made, "lrp", "LRP, ε, z⁺ and flat", "zennit", relevance)


def row(bench, made, task, what, peer, body):
    network, path, x, targets = made
    ours, values = bench.limn.measure(task, x, targets, "", bench.threads, 9, model=path)
    seconds, found = timed(lambda: body(network, x, targets), 9)
    if task != "grad-cam":
        ours.error = images.largest_difference(values, found)
        ours.error_kind = "largest difference"
    theirs = Measurement(peer, "", seconds, threads=bench.threads)
    return Row(f"{task}-lenet", f"{what} of {len(x)} images: {NAME}", ours, [theirs],
               note="Error: the largest difference between both, relative to an image's largest value.")


def deeplift(network, x, targets):
    return DeepLift(network).attribute(x, target=targets).detach().numpy()


def guided(network, x, targets):
    return GuidedBackprop(network).attribute(x.clone(), target=targets).detach().numpy()


def grad_cam(network, x, targets):
    found = LayerGradCam(network, network[3]).attribute(x, target=targets, relu_attributions=True)
    return LayerAttribution.interpolate(found, (28, 28), "bilinear").detach().numpy()


def zennit():
    """What zennit does, or nothing where it cannot be loaded: it needs a torchvision of torch's own kind."""
    try:
        from zennit.attribution import Gradient
        from zennit.composites import EpsilonPlusFlat
    except (ImportError, RuntimeError) as error:
        print(f"zennit is left out: {error}", file=sys.stderr)
        return None

    def relevance(network, x, targets):
        with Gradient(network, EpsilonPlusFlat()) as attributor:
            scores = network(x)
            _, found = attributor(
                x.clone().requires_grad_(),
                torch.nn.functional.one_hot(targets, 10) * scores.detach())
        return np.asarray(found.detach())

    return relevance

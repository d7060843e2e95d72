"""Makes the model files of this folder and the values beside them; see README.md for the versions."""

import json
import os
import warnings

import captum.attr as A
import onnx
import torch
from torch import nn
from torch.nn import functional as F
from zennit.attribution import Gradient
from zennit.canonizers import SequentialMergeBatchNorm
from zennit.composites import EpsilonAlpha2Beta1, EpsilonGammaBox, EpsilonPlusFlat, LayerMapComposite
from zennit.composites import layer_map_base
from zennit.layer import Sum
from zennit.rules import Epsilon
from zennit.types import Linear

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)


def normalisation(channels):
    layer = nn.BatchNorm2d(channels)
    layer.running_mean.normal_(0, 0.3)
    layer.running_var.uniform_(0.5, 2)
    nn.init.uniform_(layer.weight, 0.5, 1.5)
    nn.init.normal_(layer.bias, 0, 0.3)
    return layer


def lively(net):
    """Weights as large as trained ones, so that what methods say is no rounding."""
    for layer in net.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            layer.weight.data *= 2.5
    return net.eval()


class Convolutional(nn.Module):
    """Two convolutions, a batch normalisation, a max-pool, an average pool, two dense layers."""

    shape = (1, 8, 8)

    def __init__(self):
        super().__init__()
        self.first, self.norm = nn.Conv2d(1, 4, 3, padding=1), normalisation(4)
        self.gate, self.pool = nn.ReLU(), nn.MaxPool2d(2)
        self.second, self.gate2 = nn.Conv2d(4, 6, 3, padding=1), nn.ReLU()
        self.mean, self.flat = nn.AvgPool2d(2), nn.Flatten()
        self.third, self.gate3 = nn.Linear(24, 12), nn.ReLU()
        self.last = nn.Linear(12, 5)

    def forward(self, x):
        h = self.gate(self.pool(self.norm(self.first(x))))
        h = self.flat(self.mean(self.gate2(self.second(h))))
        return self.last(self.gate3(self.third(h)))


class Residual(nn.Module):
    """A residual block between convolutions, with batch normalisations."""

    shape = (1, 8, 8)

    def __init__(self):
        super().__init__()
        self.first, self.norm, self.gate = nn.Conv2d(1, 4, 3), normalisation(4), nn.ReLU()
        self.inner, self.norm2, self.gate2 = (
            nn.Conv2d(4, 4, 3, padding=1), normalisation(4), nn.ReLU())
        self.outer, self.norm3 = nn.Conv2d(4, 4, 3, padding=1), normalisation(4)
        self.sum, self.gate3 = Sum(), nn.ReLU()
        self.mean, self.flat = nn.AvgPool2d(3), nn.Flatten()
        self.last = nn.Linear(16, 5)
        self.plain = False

    def forward(self, x):
        h = self.gate(self.norm(self.first(x)))
        g = self.norm3(self.outer(self.gate2(self.norm2(self.inner(h)))))
        h = h + g if self.plain else self.sum(torch.stack([h, g], -1))
        return self.last(self.flat(self.mean(self.gate3(h))))


class Smooth(nn.Module):
    shape = (6,)

    def __init__(self):
        super().__init__()
        self.first, self.gate = nn.Linear(6, 8), nn.Tanh()
        self.second, self.gate2 = nn.Linear(8, 7), nn.Sigmoid()
        self.last = nn.Linear(7, 3)

    def forward(self, x):
        return self.last(self.gate2(self.second(self.gate(self.first(x)))))


def rows(tensor):
    return [[float(f"{v:.7g}") for v in row] for row in tensor.detach().flatten(1).tolist()]


def export(net, name):
    path = os.path.join(HERE, name + ".onnx")
    if hasattr(net, "plain"):
        net.plain = True
    torch.onnx.export(
        net, (torch.randn(2, *net.shape),), path, input_names=["x"],
        dynamic_shapes=({0: torch.export.Dim("batch")},), external_data=False, verbose=False,
        optimize=name != "residual")
    if hasattr(net, "plain"):
        net.plain = False
    model = onnx.load(path)
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    for value in [*model.graph.input, *model.graph.output, *model.graph.value_info]:
        value.doc_string = ""
        del value.metadata_props[:]
    onnx.save(model, path)


def lrp(net, x, target, composite):
    def start(output):
        return output * F.one_hot(torch.tensor(target), output.shape[1])

    with Gradient(net, composite) as attributor:
        _, relevance = attributor(x, start)
    return rows(relevance)


def chained(net, x, baseline):
    """DeepLIFT of the convolutional network in two steps: Captum's behind the max-pool, where it is
    complete; what the pool rises by then goes to the input's winner, what it falls by to the
    baseline's."""
    tail = nn.Sequential(
        net.gate, net.second, net.gate2, net.mean, net.flat, net.third, net.gate3, net.last)
    u, v = (net.norm(net.first(z)).detach() for z in (x, baseline))
    (p, own), (q, other) = (F.max_pool2d(z, 2, return_indices=True) for z in (u, v))
    parts = A.DeepLift(tail).attribute(p, q, target=1).detach()
    parts = (F.max_unpool2d(torch.where(p > q, parts, 0), own, 2)
             + F.max_unpool2d(torch.where(p < q, parts, 0), other, 2))
    x = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad((net.norm(net.first(x)) * (parts / (u - v))).sum(), x)
    return (gradient * (x - baseline)).detach()


def record(name, make):
    torch.manual_seed(sum(map(ord, name)))
    net = lively(make())
    export(net, name)
    x, baseline, background = (
        torch.rand(2, *net.shape), torch.rand(1, *net.shape) - 0.3,
        torch.rand(3, *net.shape) - 0.3)
    target = 1
    y = net(x)
    found = {
        "inputs": rows(x), "baseline": rows(baseline)[0], "background": rows(background),
        "target": target, "outputs": rows(y)}
    found["deeplift"] = rows(A.DeepLift(net).attribute(x, target=target))
    found["deeplift-baseline"] = rows(A.DeepLift(net).attribute(x, baseline, target=target))
    found["deeplift-background"] = rows(
        A.DeepLiftShap(net).attribute(x, background, target=target))
    if name == "convolutional":
        found["deeplift-baseline"] = rows(chained(net, x, baseline.expand_as(x)))
        found["deeplift-background"] = rows(
            sum(chained(net, x, row[None].expand_as(x)) for row in background) / 3)
    found["guided-backprop"] = rows(A.GuidedBackprop(net).attribute(x, target=target))
    if len(net.shape) == 3:
        found["occlusion"] = rows(A.Occlusion(net).attribute(
            x, (1, 3, 2), strides=(1, 2, 2), baselines=baseline, target=target))
        blocks = torch.arange(8)[:, None] // 2 * 4 + torch.arange(8)[None] // 2
        found["feature-ablation"] = rows(A.FeatureAblation(net).attribute(
            x, baselines=baseline, target=target, feature_mask=blocks[None, None]))
        # The layers whose maps and values are asked for: the last convolution, its normalisation
        # merged, and one before it.
        last, inner = (net.second, net.pool) if name == "convolutional" else (net.norm3, net.gate2)
        cam = A.LayerGradCam(net, last).attribute(x, target=target, relu_attributions=True)
        found["grad-cam-small"] = rows(cam)
        found["grad-cam"] = rows(A.LayerAttribution.interpolate(cam, (8, 8), "bilinear"))
        product = A.LayerGradientXActivation(net, last).attribute(x, target=target)
        found["hires-cam-small"] = rows(F.relu(product.sum(1, keepdim=True)))
        found["hires-cam"] = rows(A.LayerAttribution.interpolate(
            F.relu(product.sum(1, keepdim=True)), (8, 8), "bilinear"))
    else:
        inner = net.gate
    found["layer-activation"] = rows(A.LayerActivation(net, inner).attribute(x))
    found["layer-gradient-x-activation"] = rows(
        A.LayerGradientXActivation(net, inner).attribute(x, target=target))
    found["layer-integrated-gradients"] = rows(
        A.LayerIntegratedGradients(net, inner).attribute(
            x, baseline, target=target, n_steps=2000, method="riemann_middle"))
    found["conductance"] = rows(A.LayerConductance(net, inner).attribute(
        x, baseline, target=target, n_steps=16000, method="riemann_middle"))
    neuron = (0,) if len(net.shape) == 1 else (1, 2, 1)
    found["neuron-gradient"] = rows(A.NeuronGradient(net, inner).attribute(x, neuron))

    def composites():
        base = layer_map_base(1e-6)
        merge = [SequentialMergeBatchNorm()]
        return {
            "epsilon": LayerMapComposite(base + [(Linear, Epsilon(1e-6))], canonizers=merge),
            "epsilon-large": LayerMapComposite(base + [(Linear, Epsilon(0.25))], canonizers=merge),
            "epsilon-plus-flat": EpsilonPlusFlat(canonizers=merge),
            "epsilon-gamma-box": EpsilonGammaBox(low=-1.0, high=1.5, canonizers=merge),
            "epsilon-alpha2-beta1": EpsilonAlpha2Beta1(canonizers=merge),
        }

    for key, composite in composites().items():
        found["lrp-" + key] = lrp(net, x.clone().requires_grad_(), target, composite)
    return found


for name, make in [("convolutional", Convolutional), ("residual", Residual), ("smooth", Smooth)]:
    with open(os.path.join(HERE, name + ".json"), "w") as file:
        json.dump(record(name, make), file)
        file.write("\n")


def game():
    """The game of 2×2 blocks of the convolutional network's first input, a value for each coalition."""
    torch.manual_seed(sum(map(ord, "convolutional")))
    net = lively(Convolutional())
    with open(os.path.join(HERE, "convolutional.json")) as file:
        record = json.load(file)
    x, baseline = (torch.tensor(v).reshape(8, 8) for v in (record["inputs"][0], record["baseline"]))
    blocks = torch.arange(8)[:, None] // 2 * 4 + torch.arange(8)[None] // 2
    values = []
    with torch.no_grad():
        for first in range(0, 1 << 16, 4096):
            bits = torch.arange(first, first + 4096)[:, None] >> torch.arange(16)[None] & 1
            shown = torch.where(bits[:, blocks].bool(), x, baseline)[:, None]
            values.append(net(shown)[:, 1].double())
    return torch.cat(values).numpy()


if __name__ == "__main__":
    import sys

    if len(sys.argv) > 1:
        import numpy

        numpy.save(sys.argv[1], game())

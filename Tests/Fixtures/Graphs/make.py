"""Makes the model files of this folder and expected.json; see README.md for the versions."""

import json
import os
import warnings

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional as F

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
expected = {}


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(12, 9)
        self.blocks = nn.ModuleList(
            nn.ModuleList([nn.Linear(9, 7), nn.Linear(7, 9)]) for _ in range(2))
        self.last = nn.Linear(9, 4)

    def forward(self, x):
        h = self.first(x)
        for inner, outer in self.blocks:
            h = h + outer(F.relu(inner(h)))
        return self.last(F.relu(h))


class Concatenation(nn.Module):
    def __init__(self):
        super().__init__()
        self.left, self.right = nn.Linear(12, 5), nn.Linear(12, 6)
        self.last = nn.Linear(11 + 12, 3)

    def forward(self, x):
        both = torch.cat([torch.tanh(self.left(x)), F.silu(self.right(x)), x], 1)
        return self.last(both)


class TwoConvolutions(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 4, 3), nn.Conv2d(4, 6, 3)
        self.third, self.last = nn.Linear(6 * 12 * 12, 16), nn.Linear(16, 10)

    def forward(self, x):
        h = F.relu(self.second(F.relu(self.first(x))))
        h = torch.flatten(F.max_pool2d(h, 2), 1)
        return self.last(F.relu(self.third(h)))


class Block(nn.Module):
    """A residual block with batch normalisation, a strided convolution in groups and a mean."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.second = nn.Conv2d(8, 8, 3, padding=1, groups=4)
        self.down = nn.Conv2d(8, 6, 3, stride=2, padding=(1, 2), dilation=(1, 2))
        self.last = nn.Linear(6, 5)
        self.norm.running_mean.normal_(0, 0.3)
        self.norm.running_var.uniform_(0.5, 2)

    def forward(self, x):
        h = F.leaky_relu(self.first(x), 0.1)
        h = h + self.second(F.relu(self.norm(h)))
        h = F.hardtanh(self.down(h), -0.8, 1.2)
        return self.last(h.mean((2, 3)))


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(6)
        self.query, self.key, self.value = (nn.Linear(6, 6) for _ in range(3))
        self.last = nn.Linear(24, 3)

    def forward(self, x):
        h = self.norm(x)
        weights = torch.softmax(self.query(h) @ self.key(h).transpose(1, 2) / 6**0.5, -1)
        h = x + weights @ self.value(h)
        return torch.log_softmax(self.last(F.gelu(torch.flatten(h, 1))), 1)


class MultiHead(nn.Module):
    """PyTorch's own attention, which puts the batch and its heads on one axis."""

    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(6, 2, batch_first=True)
        self.last = nn.Linear(24, 3)

    def forward(self, x):
        h, _ = self.attention(x, x, x, need_weights=True)
        return self.last(torch.flatten(h, 1))


class Transformer(nn.Module):
    """The layer as it is by default: the sequence first, then the batch."""

    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(6, 3, 8, activation="gelu", norm_first=True)
        self.last = nn.Linear(6, 3)

    def forward(self, x):
        return self.last(self.layer(x.transpose(0, 1)).mean(0))


class Causal(nn.Module):
    """Attention that does not look ahead: a mask of minus infinity."""

    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(6, 2, 8, batch_first=True)
        self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(4))
        self.last = nn.Linear(24, 3)

    def forward(self, x):
        return self.last(torch.flatten(self.layer(x, src_mask=self.mask, is_causal=True), 1))


class CausalFill(nn.Module):
    """Attention by hand, as GPTs are written: scores are filled where the mask is 0."""

    def __init__(self):
        super().__init__()
        self.all, self.last = nn.Linear(6, 18), nn.Linear(24, 3)
        self.register_buffer("mask", torch.tril(torch.ones(8, 8)).view(1, 1, 8, 8))

    def forward(self, x):
        query, key, value = (
            part.view(-1, 4, 2, 3).transpose(1, 2) for part in self.all(x).split(6, 2))
        scores = query @ key.transpose(-2, -1) / 3**0.5
        scores = scores.masked_fill(self.mask[:, :, :4, :4] == 0, float("-inf"))
        h = torch.softmax(scores, -1) @ value
        return self.last(h.transpose(1, 2).reshape(-1, 24))


class CausalMade(nn.Module):
    """The mask made in the graph, and a maximum over values of which some are masked."""

    def __init__(self):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(6, 6) for _ in range(3))
        self.register_buffer("seen", torch.tensor([0, float("-inf"), 0, 0]).view(1, 4, 1))
        self.last = nn.Linear(6, 3)

    def forward(self, x):
        scores = self.query(x) @ self.key(x).transpose(1, 2) / 6**0.5
        size = x.shape[1]
        mask = torch.triu(torch.full((size, size), float("-inf")), diagonal=1)
        h = torch.softmax(scores + mask, -1) @ self.value(x)
        return self.last((h + self.seen).amax(1))


def record(name, net, shape, script=None):
    torch.manual_seed(sum(map(ord, name)))
    net = net().eval()
    x = torch.randn(3, *shape, requires_grad=True)
    y = net(x)
    target = 1
    (gradient,) = torch.autograd.grad(y[:, target].sum(), x)
    path = os.path.join(HERE, name + ".onnx")
    if script is None:
        torch.onnx.export(
            net, (torch.randn(2, *shape),), path, input_names=["x"],
            dynamic_shapes=({0: torch.export.Dim("batch")},), external_data=False, verbose=False)
    else:
        # The script exporter; without axes that vary the batch has the size of the example's.
        torch.onnx.export(
            net, (torch.randn(2, *shape),), path, input_names=["x"], dynamo=False,
            dynamic_axes=None if script == "fixed" else {"x": {0: "batch"}})

    # The exporter notes where each node came from, with the paths of the machine.
    model = onnx.load(path)
    for part in [model, model.graph, *model.graph.node, *model.graph.value_info]:
        if hasattr(part, "metadata_props"):
            del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(model, path)

    def rows(tensor):
        return [[float(v) for v in row] for row in tensor.detach().reshape(3, -1).numpy()]

    expected[name] = {
        "inputs": rows(x), "outputs": rows(y), "target": target, "gradients": rows(gradient)}


record("residual", Residual, (12,))
record("concatenation", Concatenation, (12,))
record("two-convolutions", TwoConvolutions, (1, 28, 28))
record("block", Block, (3, 9, 7))
record("attention", Attention, (4, 6))
record("multi-head", MultiHead, (4, 6))
record("multi-head-script", MultiHead, (4, 6), script="any")
record("multi-head-fixed", MultiHead, (4, 6), script="fixed")
record("transformer", Transformer, (4, 6))
record("transformer-script", Transformer, (4, 6), script="any")
record("causal", Causal, (4, 6))
record("causal-script", Causal, (4, 6), script="any")
record("causal-fill", CausalFill, (4, 6))
record("causal-made", CausalMade, (4, 6))
record("causal-made-script", CausalMade, (4, 6), script="any")
with open(os.path.join(HERE, "expected.json"), "w") as file:
    json.dump(expected, file)
    file.write("\n")

"""Convolutional networks as people have them, in PyTorch and as ONNX files: untrained, for times."""

import os

import numpy as np
import torch
from torch import nn


class Residual(nn.Module):
    """Two convolutions with normalisation, and what came in."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.first_norm, self.first_relu = nn.BatchNorm2d(outputs), nn.ReLU()
        self.second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.second_norm, self.second_relu = nn.BatchNorm2d(outputs), nn.ReLU()
        self.shortcut = (
            nn.Identity() if inputs == outputs and stride == 1
            else nn.Conv2d(inputs, outputs, 1, stride, bias=False))

    def forward(self, x):
        inner = self.second_norm(self.second(self.first_relu(self.first_norm(self.first(x)))))
        return self.second_relu(inner + self.shortcut(x))


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84),
        nn.ReLU(), nn.Linear(84, 10))


def mnist_example():
    """The network of PyTorch's own example, without its dropout and log-softmax."""
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Linear(128, 10))


def small_resnet():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
        Residual(16, 16, 1), Residual(16, 32, 2), Residual(32, 64, 2), nn.AdaptiveAvgPool2d(1),
        nn.Flatten(), nn.Linear(64, 10))


NETWORKS = {
    "LeNet, 28×28": (lenet, (1, 28, 28)),
    "PyTorch's MNIST example, 28×28": (mnist_example, (1, 28, 28)),
    "a residual network, 3×32×32": (small_resnet, (3, 32, 32)),
}


def network(name, folder):
    """A network, the path of its ONNX file, 256 images and the class of each."""
    torch.manual_seed(0)
    build, shape = NETWORKS[name]
    made = build()
    # Normalisations that have seen data; other networks are left as they are.
    with torch.no_grad():
        made.train()(torch.randn(64, *shape))
    made.eval()
    path = exported(made, shape, folder)
    images = torch.rand(256, *shape, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        targets = made(images).argmax(1)
    return made, path, images, targets


def trained_lenet(x, labels, folder):
    """A LeNet trained on pictures, the path of its ONNX file, the pictures and the class of each."""
    torch.manual_seed(0)
    made, x, labels = lenet(), torch.tensor(x), torch.tensor(labels)
    optimizer, loss = torch.optim.Adam(made.parameters(), 1e-3), nn.CrossEntropyLoss()
    for _ in range(5):
        for rows in torch.randperm(len(x)).split(64):
            optimizer.zero_grad()
            loss(made(x[rows]), labels[rows]).backward()
            optimizer.step()
    made.eval()
    return made, exported(made, tuple(x.shape[1:]), folder), x, labels


def exported(made, shape, folder):
    path = os.path.join(folder, f"network-{len(os.listdir(folder))}.onnx")
    torch.onnx.export(
        made, (torch.zeros(1, *shape),), path, input_names=["input"], output_names=["scores"],
        dynamic_axes={"input": {0: "n"}, "scores": {0: "n"}}, dynamo=False)
    return path


def largest_difference(found, expected):
    """Relative to the largest value of each image."""
    found, expected = (np.asarray(v, np.float64).reshape(len(v), -1) for v in (found, expected))
    return float(np.max(np.abs(found - expected).max(1) / np.abs(expected).max(1)))

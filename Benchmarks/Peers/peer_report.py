"""The peers' equivalent of `limn report`: three methods over digits, one array a method.

usage: peer_report.py MODEL.onnx DIGITS
"""

import sys
import tempfile
import warnings

import numpy as np
import shap
import torch
from captum.attr import IntegratedGradients
from lime.lime_image import LimeImageExplainer
from sklearn.datasets import load_digits

import model as peers_model


def main(path, count):
    warnings.simplefilter("ignore")
    model = peers_model.load(path)
    x = load_digits().data.astype(np.float32)[:count]
    if count == 0:
        return
    targets = model(x).argmax(1)
    gradients = IntegratedGradients(model.torch()).attribute(
        torch.tensor(x), target=torch.tensor(targets), n_steps=50).detach().numpy()

    explainer = LimeImageExplainer(random_state=0)

    def grey(images):
        return model(images.mean(3).reshape(len(images), -1).astype(np.float32))

    lime, shapley = np.zeros_like(x), np.zeros_like(x)
    for row, (digit, target) in enumerate(zip(x, targets)):
        explanation = explainer.explain_instance(
            digit.reshape(8, 8).astype(np.double), grey, labels=[int(target)], top_labels=None,
            hide_color=0, num_samples=1000, num_features=64,
            segmentation_fn=lambda image: np.arange(64).reshape(8, 8))
        for segment, weight in explanation.local_exp[int(target)]:
            lime[row, segment] = weight
        kernel = shap.KernelExplainer(lambda z: model(z)[:, target], np.zeros((1, 64)))
        shapley[row] = kernel.shap_values(digit, nsamples=2176, l1_reg=False, silent=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, values in (("ig", gradients), ("lime", lime), ("shap", shapley)):
            np.save(f"{folder}/{name}.npy", values)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

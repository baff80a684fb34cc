# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes src/test/resources/lda/alpha.json: what gensim's Newton step makes of alpha, and scipy's trigamma. Needs gensim.json beside it."""
import json
import pathlib

import numpy as np
from gensim.models.ldamodel import update_dir_prior
from gensim.matutils import dirichlet_expectation
from scipy.special import polygamma

resources = pathlib.Path(__file__).parents[2] / "src/test/resources/lda"
gamma = np.array(json.loads((resources / "gensim.json").read_text())["gamma"])
log_theta = dirichlet_expectation(gamma)
steps = []
for alpha, rho in [([0.3, 0.3, 0.3], 0.37), ([0.3, 0.3, 0.3], 0.01), ([0.5, 0.1, 0.4], 0.37), ([9.0, 9.0, 0.05], 1.0)]:
    prior = np.array(alpha)
    after = update_dir_prior(prior.copy(), len(gamma), log_theta.mean(axis=0), rho)
    steps.append({"alpha": alpha, "rho": rho, "after": after.tolist()})
points = [0.001, 0.01, 0.05, 0.3, 1, 2.5, 7, 9.999, 10, 10.5, 100, 12345.6]
(resources / "alpha.json").write_text(json.dumps({
    "source": "gensim update_dir_prior on the gammas of gensim.json; scipy polygamma(1, x)",
    "logTheta": log_theta.sum(axis=0).tolist(),
    "passages": len(gamma),
    "steps": steps,
    "trigamma": [[x, float(polygamma(1, x))] for x in points],
}, indent=1) + "\n")

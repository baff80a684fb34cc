# SPDX-License-Identifier: GPL-3.0-or-later
"""gensim and scikit-learn on the tokens that Bench.java exported: python peers.py DIR WHO name=value,... One thread; a line of JSON a run.

Topics go to WHO.words and WHO.lambda, where `Bench.java judge` reads them.
"""
import json
import pathlib
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
directory, who, text = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
settings = {k: float(v) for k, v in (pair.split("=") for pair in text.split(","))}
topics, minibatch, passes = int(settings.get("topics", 20)), int(settings.get("minibatch", 256)), int(settings.get("passes", 1))
alpha, eta = settings.get("alpha", 1 / topics), settings.get("eta", 1 / topics)
tau0, kappa, seed = settings.get("tau0", 1), settings.get("kappa", 0.5), int(settings.get("seed", 1))

index, corpus = {}, []
for line in (directory / "train.txt").read_text(encoding="utf-8").splitlines():
    corpus.append([(index.setdefault(w, len(index)), int(c)) for w, c in (pair.rsplit(":", 1) for pair in line.split())])
corpus = corpus[: int(settings.get("documents", len(corpus)))]
words = list(index)

for run in range(int(settings.get("runs", 1))):
    if who in ("gensim", "gensim64"):  # gensim's default is float32, which loses rare words; gensim64 is float64
        from gensim.models import LdaModel

        start = time.perf_counter()
        model = LdaModel(corpus, num_topics=topics, id2word=dict(enumerate(words)), alpha=[alpha] * topics, eta=eta, chunksize=minibatch,
                         passes=passes, decay=kappa, offset=tau0, iterations=100, gamma_threshold=1e-3, eval_every=None, random_state=seed,
                         dtype=np.float64 if who == "gensim64" else np.float32)
        seconds = time.perf_counter() - start
        lam = model.state.get_lambda()
    else:
        from scipy.sparse import csr_matrix
        from sklearn.decomposition import LatentDirichletAllocation

        starts = np.cumsum([0] + [len(d) for d in corpus])
        matrix = csr_matrix((np.array([c for d in corpus for _, c in d], dtype=np.float64), np.array([w for d in corpus for w, _ in d]), starts),
                            shape=(len(corpus), len(words)))
        start = time.perf_counter()
        model = LatentDirichletAllocation(topics, doc_topic_prior=alpha, topic_word_prior=eta, learning_method="online", learning_decay=kappa,
                                          learning_offset=tau0, max_iter=passes, batch_size=minibatch, evaluate_every=-1, mean_change_tol=1e-3,
                                          max_doc_update_iter=100, n_jobs=1, random_state=seed).fit(matrix)
        seconds = time.perf_counter() - start
        lam = model.components_
    print(json.dumps({"who": who, "run": run, "seconds": seconds, "documentsPerSecond": passes * len(corpus) / seconds,
                      "vocabulary": len(words), "settings": text}), flush=True)

if settings.get("judged"):
    (directory / f"{who}.words").write_text("\n".join(words) + "\n", encoding="utf-8")
    np.ascontiguousarray(lam.T, dtype="<f4").tofile(directory / f"{who}.lambda")

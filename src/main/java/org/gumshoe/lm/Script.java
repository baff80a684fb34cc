// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** A TorchScript module in the engine, and what it keeps. What it gives must not be written to. */
final class Script implements AutoCloseable {
    /** The engine's numbers of types. */
    static final int BFLOAT16 = 15;

    static final int FLOAT = 6;

    private final Model model = Model.newInstance("script", "PyTorch");
    private final Block module;
    private final ParameterStore none;

    /** @param module as {@link TorchScript} packs it */
    Script(byte[] module) {
        try {
            model.load(new ByteArrayInputStream(module));
        } catch (IOException | MalformedModelException e) {
            throw new IllegalStateException("the engine does not know its own format", e);
        }
        this.module = model.getBlock();
        this.none = new ParameterStore(model.getNDManager(), false);
    }

    /** Calls it for what it gives, which belongs to the manager of the first input. */
    NDArray run(NDArray... inputs) {
        return module.forward(none, new NDList(inputs), false).singletonOrThrow();
    }

    /** Calls it for what it keeps. */
    void keep(NDArray... weights) {
        NDArray[] inputs = new NDArray[weights.length + 1];
        System.arraycopy(weights, 0, inputs, 1, weights.length);
        try (NDArray nothing = weights[0].getManager().create(0f)) {
            inputs[0] = nothing;
            run(inputs).close();
        }
    }

    @Override
    public void close() {
        model.close();
    }
}

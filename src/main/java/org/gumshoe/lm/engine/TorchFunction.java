// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/**
 * A function of arrays in the engine's own language (TorchScriptArchive). It may make and take
 * arrays of bf16, which DJL does not know: those can be handed on to another script, cut and
 * joined, and nothing else. What a script gives must not be written to outside of scripts.
 */
public final class TorchFunction implements AutoCloseable {
    private static final String HEAD = """
            class Function(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Function,
                %s: Tensor) -> %s:
            """;

    private final Model model;
    private final Block module;
    private final ParameterStore none;

    /**
     * @param inputs names of the arrays that it takes
     * @param outputs number of the arrays that it gives
     * @param body lines of TorchScriptArchive, each with its indentation below the function's
     */
    public TorchFunction(List<String> inputs, int outputs, String body) {
        String type = outputs == 1 ? "Tensor" : "Tuple[" + "Tensor, ".repeat(outputs - 1) + "Tensor]";
        String source = HEAD.formatted(String.join(": Tensor,\n    ", inputs), type) + body.indent(4);
        this.model = Model.newInstance("script", "PyTorch");
        try {
            model.load(new ByteArrayInputStream(TorchScriptArchive.module(source)));
        } catch (IOException | MalformedModelException e) {
            throw new IllegalStateException("the engine does not know its own format", e);
        }
        this.module = model.getBlock();
        this.none = new ParameterStore(model.getNDManager(), false);
    }

    /** What it gives belongs to the manager of the first input. */
    public NDList call(NDList inputs) {
        return module.forward(none, inputs, false);
    }

    /** Of a script that gives one array. */
    public NDArray run(NDArray... inputs) {
        return call(new NDList(inputs)).singletonOrThrow();
    }

    @Override
    public void close() {
        model.close();
    }
}

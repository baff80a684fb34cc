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
 * A function of tensors, compiled by the engine from TorchScript source. It may take and return
 * bf16 tensors, which DJL does not know: outside of such functions they can only be handed on,
 * sliced and concatenated. Code outside of such functions must not write to the tensors that one
 * returns.
 */
public final class TorchFunction implements AutoCloseable {
    private static final String HEADER = """
            class Function(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Function,
                %s: Tensor) -> %s:
            """;

    private final Model model;
    private final Block module;
    private final ParameterStore noParameters;

    /**
     * @param inputs names of the arguments, all tensors
     * @param outputs number of tensors that the function returns
     * @param body lines of TorchScript, indented relative to the function
     */
    public TorchFunction(List<String> inputs, int outputs, String body) {
        String returnType = outputs == 1 ? "Tensor" : "Tuple[" + "Tensor, ".repeat(outputs - 1) + "Tensor]";
        String source = HEADER.formatted(String.join(": Tensor,\n    ", inputs), returnType) + body.indent(4);
        this.model = Model.newInstance("script", "PyTorch");
        try {
            model.load(new ByteArrayInputStream(TorchScriptArchive.pack(source)));
        } catch (IOException | MalformedModelException e) {
            throw new IllegalStateException("the engine cannot load a TorchScript archive written here", e);
        }
        this.module = model.getBlock();
        this.noParameters = new ParameterStore(model.getNDManager(), false);
    }

    /** Calls the function; the results belong to the manager of the first input. */
    public NDList apply(NDList inputs) {
        return module.forward(noParameters, inputs, false);
    }

    /** Calls a function that returns a single tensor. */
    public NDArray apply(NDArray... inputs) {
        return apply(new NDList(inputs)).singletonOrThrow();
    }

    @Override
    public void close() {
        model.close();
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import java.nio.file.Path;
import java.util.Collection;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * Limits that the tensors of a model set to what its description declares, so that a wrong number
 * in it is seen before anything is built of that size.
 *
 * @param blocks most transformer blocks: each has tensors
 * @param extent most components of anything that a weight multiplies: those of the largest tensor
 */
public record TensorLimits(int blocks, int extent) {
    /**
     * Returns the limits that these tensors set.
     *
     * @param location the model, for error messages
     * @throws BadInputException when there are none
     */
    public static TensorLimits of(Path location, Collection<StoredTensor> tensors) {
        if (tensors.isEmpty()) {
            throw new BadInputException("%s holds no weights; take the file that holds the model's state_dict."
                    .formatted(VisibleText.quoted(location.toString())));
        }
        long extent = tensors.stream().mapToLong(StoredTensor::size).max().orElse(0);
        return new TensorLimits(tensors.size(), (int) Math.min(extent, Integer.MAX_VALUE));
    }
}

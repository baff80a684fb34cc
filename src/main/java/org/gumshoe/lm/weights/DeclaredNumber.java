// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import java.math.BigDecimal;
import java.nio.file.Path;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * A number that a model's description declares, checked as it is taken.
 *
 * @param file file that declares it, for error messages
 * @param field its name there
 * @param value a {@link Number}, or what stands in its place
 */
public record DeclaredNumber(Path file, String field, Object value) {
    /**
     * Returns a whole number.
     *
     * @throws BadInputException when the value is none, or outside of the limits
     */
    public int whole(int least, int most) {
        if (value instanceof Number) {
            try {
                int whole = new BigDecimal(value.toString()).intValueExact();
                if (whole >= least && whole <= most) {
                    return whole;
                }
            } catch (ArithmeticException | NumberFormatException noWholeNumber) {
                // said below
            }
        }
        throw wrong("a whole number from %d to %d".formatted(least, most));
    }

    /**
     * Returns a finite number.
     *
     * @throws BadInputException when the value is none, or less than {@code least}
     */
    public double real(double least) {
        if (value instanceof Number number && Double.isFinite(number.doubleValue()) && number.doubleValue() >= least) {
            return number.doubleValue();
        }
        throw wrong(least == Double.NEGATIVE_INFINITY ? "a number" : "a number of %s or more".formatted(least));
    }

    private BadInputException wrong(String expected) {
        return new BadInputException("%s declares \"%s\" as %s, where %s belongs; download the model again."
                .formatted(
                        VisibleText.quoted(file.toString()),
                        VisibleText.quoted(field),
                        VisibleText.quoted(String.valueOf(value)),
                        expected));
    }
}

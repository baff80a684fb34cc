// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gumshoe.BadInputException;

/** Outcome of a step of the method: its value, or the reason why there is none yet. */
public sealed interface Outcome<T> {
    record Known<T>(T result) implements Outcome<T> {}

    /**
     * Missing value.
     *
     * @param reason one sentence, which may stop being true with more or other books
     */
    record NotYet<T>(String reason) implements Outcome<T> {}

    static <T> Outcome<T> known(T result) {
        return new Known<>(result);
    }

    static <T> Outcome<T> notYet(String reason) {
        return new NotYet<>(reason);
    }

    /**
     * Runs a step that throws {@link BadInputException} when data are too few or too alike; the
     * message becomes the reason.
     */
    static <T> Outcome<T> attempt(Supplier<T> step) {
        try {
            return known(step.get());
        } catch (BadInputException refusal) {
            return notYet(refusal.getMessage());
        }
    }

    default <R> Outcome<R> then(Function<T, Outcome<R>> next) {
        return switch (this) {
            case Known<T>(T result) -> next.apply(result);
            case NotYet<T>(String reason) -> notYet(reason);
        };
    }

    default Optional<T> value() {
        return this instanceof Known<T>(T result) ? Optional.of(result) : Optional.empty();
    }

    /** Returns the reason; empty where there is a value. */
    default Optional<String> whyNot() {
        return this instanceof NotYet<T>(String reason) ? Optional.of(reason) : Optional.empty();
    }

    /**
     * Returns the value.
     *
     * @throws BadInputException with the reason where there is none
     */
    default T orElseThrow() {
        return switch (this) {
            case Known<T>(T result) -> result;
            case NotYet<T>(String reason) -> throw new BadInputException(reason);
        };
    }
}

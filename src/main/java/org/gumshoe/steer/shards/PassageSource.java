// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.gumshoe.steer.probe.GroupMoments;

/** Passages of a shard's books, which are read anew for each question about them. */
@FunctionalInterface
public interface PassageSource {
    /** Source of a shard that no passage is asked for. */
    PassageSource NONE = visitor -> {};

    /** Visitor of passages, in an order that does not change. */
    @FunctionalInterface
    interface PassageVisitor {
        /**
         * Sees a passage.
         *
         * @param activation at the refined layer, which may be another passage's after the call
         * @param z the LDA's concept score
         * @param words the word score; 0 when the model was not asked
         * @param otherWords the other model's word score of the same passage; not a number where it has none
         */
        void see(String book, float[] activation, double z, double words, double otherWords);
    }

    /** Visitor of what points at the concept in passages, in the same order. */
    @FunctionalInterface
    interface PointerVisitor {
        /** Sees a passage; otherwise as {@link PassageVisitor#see}. */
        void see(String book, double z, double words, double otherWords);
    }

    void forEach(PassageVisitor visitor);

    /** Sees the passages of some books; a source that can leaves the others unread. */
    default void forEachOf(Predicate<String> wanted, PassageVisitor visitor) {
        forEach((book, activation, z, words, otherWords) -> {
            if (wanted.test(book)) {
                visitor.see(book, activation, z, words, otherWords);
            }
        });
    }

    /** Sees all passages without their activations. */
    default void forEachPointer(PointerVisitor visitor) {
        forEach((book, activation, z, words, otherWords) -> visitor.see(book, z, words, otherWords));
    }

    /**
     * Returns the moments of the passages' activations.
     *
     * @param group maps a book to its group of {@link GroupMoments}
     */
    default GroupMoments moments(int width, ToIntFunction<String> group) {
        GroupMoments moments = new GroupMoments(width, group);
        forEach((book, activation, z, words, otherWords) -> moments.add(book, activation));
        return moments;
    }
}

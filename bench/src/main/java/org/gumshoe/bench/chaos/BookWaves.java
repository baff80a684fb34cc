// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.gumshoe.bench.system.MadeUpBooks;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.stream.TopicStream;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.kafka.BookPartitioner;
import org.gumshoe.services.topics.PassageCounter;

/**
 * Waves of made-up books. Those of a wave share a partition, so that their order is the same in
 * every run. No passage is held out by the topic model: versions are judged by the clock, and one
 * that is refused would depend on it.
 */
final class BookWaves {
    static final int WAVE = 4;
    private static final int PASSAGES = 16;
    private static final int SENTENCES = 16;

    private BookWaves() {}

    record Novel(String id, String text) {}

    /** Makes waves of books; the books of a wave have one partition. */
    static List<List<Novel>> waves(int books, long seed, int partitions, LdaOptions options) {
        Random random = new Random(seed);
        List<List<Novel>> waves = new ArrayList<>();
        int candidate = 0;
        for (int made = 0; made < books; made += WAVE) {
            List<Novel> wave = new ArrayList<>();
            while (wave.size() < Math.min(WAVE, books - made)) {
                String id = "book%04d".formatted(candidate++);
                if (BookPartitioner.partition(id, partitions) == waves.size() % partitions && isLearned(id, options)) {
                    wave.add(new Novel(id, MadeUpBooks.text((made + wave.size()) % 3 == 0, SENTENCES, random)));
                }
            }
            waves.add(wave);
        }
        return waves;
    }

    private static boolean isLearned(String id, LdaOptions options) {
        var alone = new TopicStream(options, 1);
        for (int i = 0; i < PASSAGES; i++) {
            PassageCounter.addTo(
                    alone,
                    PassageCounter.count(new Passage(id, i, PASSAGES, 0, 4, "text", true, false, "", "", "", null)));
        }
        return alone.heldOut().isEmpty();
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.stream.TopicStream;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.kafka.BookPartitioner;
import org.gumshoe.services.topics.PassageCounter;

/**
 * Made-up books of crime and of the sea. They come in waves whose books share a partition, so that
 * their order is the same in every run. No passage is held out by the topic model: versions are
 * judged by the clock, and one that is refused would depend on it.
 */
final class MadeUpBooks {
    static final int WAVE = 4;
    private static final int PASSAGES = 16;
    private static final List<String> ALL =
            List.of("letter", "window", "morning", "servant", "garden", "table", "question", "carriage");
    private static final List<String> CRIME =
            List.of("murder", "detective", "evidence", "poison", "suspect", "revolver", "alibi", "inspector");
    private static final List<String> SEA =
            List.of("anchor", "harbour", "captain", "rigging", "whale", "tide", "lighthouse", "cargo");

    private MadeUpBooks() {}

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
                    wave.add(new Novel(id, text((made + wave.size()) % 3 == 0 ? CRIME : SEA, random)));
                }
            }
            waves.add(wave);
        }
        return waves;
    }

    private static String text(List<String> own, Random random) {
        StringBuilder text = new StringBuilder();
        for (int sentence = 0; sentence < 16; sentence++) {
            text.append("Then the %s and the %s were beside the %s. "
                    .formatted(pick(own, random), pick(ALL, random), pick(own, random)));
        }
        return text.toString();
    }

    private static String pick(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }

    private static boolean isLearned(String id, LdaOptions options) {
        var alone = new TopicStream(options, 1);
        for (int i = 0; i < PASSAGES; i++) {
            PassageCounter.addTo(
                    alone, PassageCounter.count(new Passage(id, i, PASSAGES, 0, 4, "text", true, false, "", "")));
        }
        return alone.heldOut().isEmpty();
    }
}

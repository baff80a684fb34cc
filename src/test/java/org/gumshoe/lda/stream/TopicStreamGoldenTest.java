// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.Document;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.SeededTopic;
import org.junit.jupiter.api.Test;

/**
 * The learner's state as the last release wrote it. A run that reaches a checkpoint is too large for
 * the golden directory of UpgradeTest, so its bytes are here; {@code bench/upgrade/run} makes both.
 */
class TopicStreamGoldenTest {
    private static final Path GOLDEN = Path.of("test/resources/last-release/topic-stream.bin");
    private static final int PASSAGES = 60;

    private static TopicStream learner() {
        LdaOptions options = LdaOptions.defaults()
                .withTopics(3)
                .withMinibatch(8)
                .withReservoir(16)
                .withMinBooks(2);
        TopicStream stream = new TopicStream(options, 1);
        stream.addSeededTopic(new SeededTopic("crime", List.of("murder", "clue"), 20));
        for (int i = 0; i < PASSAGES; i++) {
            List<String> words = i % 2 == 0 ? List.of("murder", "clue", "alibi") : List.of("sail", "tide", "anchor");
            String book = "book" + i / 10;
            stream.add(book + "#" + i % 10, new Document(book, BagOfWords.of(words), Map.of()));
        }
        return stream;
    }

    @Test
    void itIsReadAndLearningGoesOn() throws IOException {
        if (Boolean.getBoolean("gumshoe.golden")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.write(GOLDEN, learner().state());
        }
        byte[] golden = Files.readAllBytes(GOLDEN);

        TopicStream restored = TopicStream.restore(golden, 1);

        assertThat(restored.state()).isEqualTo(golden);
        assertThat(restored.passages()).isEqualTo(PASSAGES);
        assertThat(restored.inputs()).isEqualTo(PASSAGES + 1);
        assertThat(restored.heldOut()).hasSameSizeAs(learner().heldOut());
        assertThat(restored.latest().topWords(0, 2)).contains("murder");
        restored.add("new#0", new Document("new", BagOfWords.of(List.of("murder", "tide")), Map.of()));
        assertThat(restored.latest().passages()).isEqualTo(PASSAGES + 1);
    }
}

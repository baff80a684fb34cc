// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.Document;
import org.gumshoe.lda.stream.TopicStream;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.text.words.Words;

/** A converter from passages to word counts, and from word counts to documents of the learner. */
public final class PassageCounter {
    private PassageCounter() {}

    /** Counts a passage's words and their capitalisation. */
    public static PassageWords count(Passage passage) {
        BagOfWords bag = BagOfWords.of(Words.tokens(passage.getText()));
        PassageWords words = PassageWords.newBuilder()
                .setBook(passage.getBook())
                .setIndex(passage.getIndex())
                .setWords(List.of(bag.words()))
                .setCounts(Arrays.stream(bag.counts()).boxed().toList())
                .setEvidence(new ArrayList<>())
                .setCapitalised(new ArrayList<>())
                .setSeen(new ArrayList<>())
                .build();
        Words.capitals(passage.getText()).forEach((word, counts) -> {
            words.getEvidence().add(word);
            words.getCapitalised().add(counts[0]);
            words.getSeen().add(counts[1]);
        });
        return words;
    }

    /** Adds a counted passage to a learner. */
    public static void addTo(TopicStream stream, PassageWords words) {
        BagOfWords bag = new BagOfWords(
                words.getWords().toArray(String[]::new),
                words.getCounts().stream().mapToInt(Integer::intValue).toArray());
        stream.add(words.getBook() + "#" + words.getIndex(), new Document(words.getBook(), bag, capitals(words)));
    }

    private static Map<String, int[]> capitals(PassageWords words) {
        Map<String, int[]> capitals = new HashMap<>();
        for (int i = 0; i < words.getEvidence().size(); i++) {
            capitals.put(
                    words.getEvidence().get(i),
                    new int[] {words.getCapitalised().get(i), words.getSeen().get(i)});
        }
        return capitals;
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.function.Supplier;
import org.gumshoe.experiment.cache.RecordCache;
import org.gumshoe.experiment.cache.TextCache;
import org.gumshoe.experiment.results.ResultsJson;

/** Laws that an earlier run has finished, so that an interrupted run continues where it stopped. */
final class FinishedLaws {
    /** Changes when figures would differ. */
    private static final String VERSION = "laws 1";

    private final LawSetting setting;
    private final TextCache cache;

    FinishedLaws(LawSetting setting) {
        this.setting = setting;
        this.cache = new TextCache(setting.config().cache().resolve("laws.jsonl"));
    }

    /** Returns the law's figures from the cache, or measures them. */
    <T> T get(String law, Class<T> type, Supplier<T> measure) {
        byte[] key = RecordCache.key(
                VERSION,
                law,
                setting.corpus().sha256(),
                setting.activations().weak().model().sha256()
                        + setting.activations().strong().model().sha256(),
                setting.weak().refined() + " " + setting.strong().refined(),
                setting.passages().size() + " passages, " + setting.repetitions() + " repetitions",
                setting.concepts().toString());
        return cache.get(key).map(json -> ResultsJson.parse(json, type)).orElseGet(() -> {
            setting.progress().say("Measuring the law: " + law);
            T figures = measure.get();
            cache.put(key, ResultsJson.json(figures));
            return figures;
        });
    }
}

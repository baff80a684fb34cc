// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import java.time.Duration;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;

/**
 * Settings of the ingest service.
 *
 * @param words target length of a passage, in words
 * @param perBook passages of each book that the language models read; 0 for all
 * @param patience time without a new chunk after which an incomplete book is reported
 */
public record IngestOptions(int words, int perBook, Duration patience) {
    /** @throws BadSettingsException if a value is out of range */
    public IngestOptions {
        if (words < 1)
            throw new BadSettingsException(
                    "Setting passage.words is " + words + " but must be 1 or more: change --passage-words.");
        if (perBook < 0) {
            throw new BadSettingsException("Setting passages.per.book is " + perBook
                    + " but must be 0 (all) or more: change --passages-per-book.");
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new BadSettingsException("Setting ingest.patience.seconds is " + patience.toSeconds()
                    + " but must be 1 or more: change --ingest-patience-seconds.");
        }
    }

    public static IngestOptions from(Settings settings) {
        return new IngestOptions(
                settings.getInt("passage.words", 300),
                settings.getInt("passages.per.book", 0),
                Duration.ofSeconds(settings.getInt("ingest.patience.seconds", 600)));
    }
}

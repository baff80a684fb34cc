// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.faults;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.gumshoe.VisibleText;
import org.gumshoe.services.common.config.BadSettingsException;

/**
 * Distinction between the two kinds of faults. A record is to blame for what its contents bring
 * about: a failed check, any unforeseen exception, a stack that overflows, a result that is too
 * large for its topic. It is not to blame for Kafka, files, settings, memory or missing classes:
 * the same record may pass once these are mended, so it is never given up for them.
 */
public final class Faults {
    private static final int SENTENCE_CHARACTERS = 500;

    private Faults() {}

    /** Returns whether the record that was being processed is to blame. */
    public static boolean isOfRecord(Throwable fault) {
        List<Throwable> causes = causes(fault);
        return causes.stream().anyMatch(Faults::blamesRecord) || causes.stream().noneMatch(Faults::blamesSurroundings);
    }

    private static boolean blamesRecord(Throwable cause) {
        return cause instanceof RecordFault
                || cause instanceof RecordTooLargeException
                || cause instanceof SerializationException
                || cause instanceof StackOverflowError;
    }

    private static boolean blamesSurroundings(Throwable cause) {
        return cause instanceof KafkaException
                || cause instanceof UncheckedIOException
                || cause instanceof InterruptedException
                || cause instanceof BadSettingsException
                || cause instanceof Error;
    }

    /** Returns a fault and its causes, the innermost last; a circle among them ends the list. */
    public static List<Throwable> causes(Throwable fault) {
        List<Throwable> causes = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = fault; cause != null && seen.add(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    /** Returns what went wrong in one line, cut to what a message, a header or a log may hold. */
    public static String sentence(Throwable fault) {
        Throwable told = fault;
        // both only say where it happened
        while ((told instanceof RecordFault || told instanceof StreamsException) && told.getCause() != null) {
            told = told.getCause();
        }
        String message = told.getMessage();
        String sentence = message == null || message.isBlank() || isUnforeseen(told)
                ? told.getClass().getSimpleName() + (message == null || message.isBlank() ? "" : ": " + message)
                : message;
        // an escape is longer than what it stands for
        String line = VisibleText.line(VisibleText.cut(sentence, SENTENCE_CHARACTERS));
        return VisibleText.cut(line, SENTENCE_CHARACTERS);
    }

    /** Returns whether a message means little without the name of its exception. */
    private static boolean isUnforeseen(Throwable told) {
        return told.getClass().getName().startsWith("java.");
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.topology;

import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.gumshoe.services.common.faults.BackOff;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.faults.RecordFault;
import org.gumshoe.services.common.faults.Troubles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that a processor does at intervals of the wall clock. When it fails because of what records
 * have left in the state, the first failure of its kind becomes a dead letter, and the work is tried
 * again after growing pauses, while {@code /ready} tells why.
 */
public final class Punctuation implements Punctuator {
    private static final Logger LOG = LoggerFactory.getLogger(Punctuation.class);

    private final String name;
    private final Punctuator work;
    private final Troubles troubles;
    private int failures;
    private long pausedUntil;
    private Class<?> kind;

    private Punctuation(String name, Punctuator work, Troubles troubles) {
        this.name = name;
        this.work = work;
        this.troubles = troubles;
    }

    /**
     * Schedules the work.
     *
     * @param name what the work is, for {@code /ready}
     */
    public static void every(Duration interval, ProcessingContext context, String name, Punctuator work) {
        context.schedule(
                interval,
                PunctuationType.WALL_CLOCK_TIME,
                new Punctuation(name, work, Troubles.of(context.appConfigs())));
    }

    @Override
    public void punctuate(long now) {
        if (now < pausedUntil) {
            return;
        }
        try {
            work.punctuate(now);
        } catch (RuntimeException | StackOverflowError e) {
            if (!Faults.isOfRecord(e)) {
                throw e;
            }
            fail(now, e);
            return;
        }
        if (failures > 0) {
            failures = 0;
            kind = null;
            troubles.resolve(name);
        }
    }

    private void fail(long now, Throwable fault) {
        failures++;
        pausedUntil = now + BackOff.after(failures).toMillis();
        String sentence = Faults.sentence(fault);
        troubles.report(name, name + " fails (" + failures + " times in a row): " + sentence);
        // the sentence may count something that grows
        boolean isNew = fault.getClass() != kind;
        kind = fault.getClass();
        if (isNew) {
            throw new RecordFault(fault);
        }
        LOG.debug("{} still fails: {}", name, sentence);
    }
}

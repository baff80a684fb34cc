// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Fault of one process.
 *
 * @param target name of the process
 * @param millis how long it lasts; for a kill, until the process is started again
 * @param hard whether a second instance is killed in the end, or told to end; whether there is no
 *     space from the start of a process, or only while it runs; whether the clock goes back, or
 *     forward
 */
record Fault(int number, Kind kind, String target, int millis, boolean hard) {
    /** Longer than the session time-out, which is six seconds. */
    private static final int FREEZE_MILLIS = 8000;

    /** Sort of fault. */
    enum Kind {
        KILL("kill -9"),
        WIPE("kill -9, state deleted"),
        FREEZE("SIGSTOP beyond the session"),
        SLOW("SIGSTOP in short pulses"),
        FULL("files cannot grow"),
        DISK("the disk is full"),
        CLOCK("the clock jumps"),
        REBALANCE("a second instance comes and goes");

        final String words;

        Kind(String words) {
            this.words = words;
        }

        /** What the broker holds cannot be made anew, and it has no second instance. */
        boolean alsoOfBroker() {
            return this == KILL || this == FREEZE || this == SLOW || this == CLOCK;
        }
    }

    /** Draws faults: the first kind twice as often as any other kind, and none of the same process twice in a row. */
    static List<Fault> plan(int faults, long seed, List<Kind> kinds, List<String> processes) {
        Random random = new Random(seed);
        List<Fault> plan = new ArrayList<>();
        for (int number = 0; number < faults; number++) {
            Kind kind = kinds.get(Math.max(0, random.nextInt(kinds.size() + 1) - 1));
            int least = kind.alsoOfBroker() ? 0 : 1; // the broker is the first process
            String target;
            do {
                target = processes.get(least + random.nextInt(processes.size() - least));
            } while (!plan.isEmpty() && target.equals(plan.getLast().target()));
            plan.add(new Fault(number, kind, target, millis(kind, random), random.nextBoolean()));
        }
        return plan;
    }

    private static int millis(Kind kind, Random random) {
        return switch (kind) {
            case KILL, WIPE -> random.nextInt(2000);
            case FREEZE -> FREEZE_MILLIS + random.nextInt(3000);
            case SLOW, FULL, DISK, CLOCK -> 3000 + random.nextInt(3000);
            case REBALANCE -> 2000 + random.nextInt(8000);
        };
    }
}

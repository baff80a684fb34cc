// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * A profile of the processors' time of this process by kinds of work, sampled by the flight recorder
 * (JEP 509, on Linux). What its threads do not account for is the VM's own.
 *
 * @param seconds of the processors, by kind
 */
record CpuProfile(Map<Work, Double> seconds) {
    private static final String SAMPLE = "jdk.CPUTimeSample";
    private static final String GARBAGE = "jdk.GCCPUTime";
    private static final String PACE = "10ms";

    /** A recording in progress. */
    static final class Running implements AutoCloseable {
        private final Recording recording = new Recording();
        private final Path file;

        private Running(Path file) {
            this.file = file;
            recording.enable(SAMPLE).with("throttle", PACE);
            recording.enable(GARBAGE);
            recording.start();
        }

        /** Ends the recording. */
        void end() throws IOException {
            recording.stop();
            recording.dump(file);
        }

        /** Returns what was done between two times, of so many seconds of the processors. */
        CpuProfile between(Instant begin, Instant end, double total) throws IOException {
            Map<Work, Double> seconds = new EnumMap<>(Work.class);
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getStartTime().isBefore(begin) || event.getStartTime().isAfter(end)) continue;
                switch (event.getEventType().getName()) {
                    case SAMPLE ->
                        seconds.merge(work(event.getStackTrace()), seconds(event, "samplingPeriod"), Double::sum);
                    case GARBAGE ->
                        seconds.merge(
                                Work.GARBAGE, seconds(event, "userTime") + seconds(event, "systemTime"), Double::sum);
                    default -> {}
                }
            }
            double told =
                    seconds.values().stream().mapToDouble(Double::doubleValue).sum();
            seconds.put(Work.VM, Math.max(0, total - told));
            return new CpuProfile(seconds);
        }

        @Override
        public void close() {
            recording.close();
        }
    }

    static Running start(Path file) {
        return new Running(file);
    }

    private static double seconds(RecordedEvent event, String field) {
        return event.getDuration(field).toNanos() / 1e9;
    }

    private static Work work(RecordedStackTrace stack) {
        if (stack == null) return Work.OTHER;
        List<String> classes = stack.getFrames().stream()
                .map(frame -> frame.getMethod().getType().getName())
                .toList();
        return Work.of(classes);
    }

    double of(Work work) {
        return seconds.getOrDefault(work, 0.0);
    }

    double total() {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Returns the seconds that there would be none of without a stream. */
    double ofTheStream() {
        return of(Work::isOfTheStream);
    }

    double ofTheVm() {
        return of(Work::isOfTheVm);
    }

    private double of(Predicate<Work> kinds) {
        return seconds.entrySet().stream()
                .filter(entry -> kinds.test(entry.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}

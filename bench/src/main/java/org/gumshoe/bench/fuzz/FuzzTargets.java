// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gumshoe.bench.fuzz.records.RecordTargets;

/** The targets of one or more kinds, with what runs behind them. */
final class FuzzTargets implements AutoCloseable {
    private final List<FuzzTarget> all = new ArrayList<>();
    private final List<AutoCloseable> running = new ArrayList<>();

    /**
     * Opens targets.
     *
     * @param kinds files, records, requests, trials, or several between commas
     * @param tiny directory of small random models in HuggingFace's form
     */
    FuzzTargets(String kinds, Path tiny) throws IOException {
        for (String kind : kinds.split(",")) {
            switch (kind) {
                case "files" -> all.addAll(FileTargets.all(tiny));
                case "trials" -> all.add(FileTargets.tokenizerTrial(tiny));
                case "records" -> {
                    RecordTargets records = new RecordTargets(tiny);
                    running.add(records);
                    all.addAll(records.all());
                }
                case "requests" -> {
                    RequestTargets requests = new RequestTargets();
                    running.add(requests);
                    all.addAll(requests.all());
                }
                default ->
                    throw new IllegalArgumentException(
                            "TARGETS is " + kinds + ": give files, records, requests or trials");
            }
        }
    }

    List<FuzzTarget> all() {
        return all;
    }

    @Override
    public void close() {
        for (AutoCloseable one : running) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.reset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.admin.BrokerHoldings;
import org.gumshoe.services.standalone.StoredFiles;

/** Part of what a system holds, which can be listed and deleted. */
sealed interface Holding {
    /** Returns what would be deleted, in words; nothing if there is nothing. */
    List<String> lines();

    /** @throws BadSettingsException when something that runs uses it */
    void requireUnused();

    void delete();

    /** Files on this machine. */
    record OnDisk(String what, StoredFiles files) implements Holding {
        @Override
        public List<String> lines() {
            return files.isEmpty()
                    ? List.of()
                    : List.of("in " + files.directory() + ", " + what + ": "
                            + files.paths().stream()
                                    .map(Path::getFileName)
                                    .map(Path::toString)
                                    .collect(Collectors.joining(", ")));
        }

        @Override
        public void requireUnused() {
            files.requireUnused();
        }

        @Override
        public void delete() {
            files.delete();
        }
    }

    /** Topics and groups on a broker. */
    record OnBroker(Admin admin, Settings settings, BrokerHoldings holdings) implements Holding {
        static OnBroker of(Admin admin, Settings settings) {
            return new OnBroker(admin, settings, BrokerHoldings.of(admin, settings));
        }

        @Override
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            add(lines, "topics", holdings.topics());
            add(lines, "topics of single services", holdings.internal());
            add(lines, "consumer groups", holdings.groups());
            return lines;
        }

        private void add(List<String> lines, String what, List<String> names) {
            if (!names.isEmpty()) {
                lines.add("at " + settings.bootstrapServers() + ", " + names.size() + " " + what + ": "
                        + String.join(", ", names));
            }
        }

        @Override
        public void requireUnused() {
            holdings.requireUnused(admin, settings);
        }

        @Override
        public void delete() {
            holdings.delete(admin, settings);
        }
    }
}

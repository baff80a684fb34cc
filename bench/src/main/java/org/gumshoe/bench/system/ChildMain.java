// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Runner;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.traces.Traces;
import org.gumshoe.services.standalone.Services;
import org.gumshoe.services.standalone.Standalone;

/** Main of a child process: the names of its services, or the broker; then settings as name=value. */
final class ChildMain {
    static final String BROKER = "broker";

    private ChildMain() {}

    public static void main(String[] arguments) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 1; i < arguments.length; i++) {
            String[] pair = arguments[i].split("=", 2);
            values.put(pair[0], pair[1]);
        }
        Settings settings = new Settings(values);
        System.exit(arguments[0].equals(BROKER) ? broker(settings) : services(arguments[0], settings));
    }

    private static int broker(Settings settings) {
        return Runner.untilTold(() -> Standalone.start(Path.of(settings.get("state.dir", null)), settings, List.of()));
    }

    private static int services(String names, Settings settings) {
        try (ProcessMetrics metrics = new ProcessMetrics(Traces.of(settings))) {
            List<Service> services = new ArrayList<>();
            for (String name : names.split(",")) services.add(Services.create(name, settings, metrics));
            return Runner.run(settings, services, metrics);
        }
    }
}

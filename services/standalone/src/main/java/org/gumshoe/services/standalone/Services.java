// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.gumshoe.services.ingest.IngestService;
import org.gumshoe.services.kit.BadSettingsException;
import org.gumshoe.services.kit.Metrics;
import org.gumshoe.services.kit.Service;
import org.gumshoe.services.kit.Settings;

/** The one list of services, in the order of the stream. */
public final class Services {
    private static final Map<String, BiFunction<Settings, Metrics, Service>> FACTORIES = new LinkedHashMap<>();

    static {
        FACTORIES.put(IngestService.NAME, IngestService::create);
    }

    private Services() {}

    public static List<String> names() {
        return List.copyOf(FACTORIES.keySet());
    }

    /** @throws BadSettingsException when there is no such service */
    public static Service create(String name, Settings settings, Metrics metrics) {
        var factory = FACTORIES.get(name);
        if (factory == null) {
            throw new BadSettingsException(
                    "There is no service '" + name + "': choose one of " + String.join(", ", names()) + ".");
        }
        return factory.apply(settings, metrics);
    }
}

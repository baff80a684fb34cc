// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.system;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.services.common.config.BadSettingsException;

/** Options of a benchmark, given as name=value. */
public record NamedOptions(Map<String, String> values) {
    /**
     * @param names that there are
     * @throws BadSettingsException on any other name
     */
    public static NamedOptions of(List<String> names, String... given) {
        Map<String, String> values = new HashMap<>();
        for (String argument : given) {
            String[] pair = argument.split("=", 2);
            if (pair.length < 2 || !names.contains(pair[0])) {
                throw new BadSettingsException(
                        "'" + argument + "' is no option of this benchmark: use name=value with one of " + names + ".");
            }
            values.put(pair[0], pair[1]);
        }
        return new NamedOptions(values);
    }

    public String get(String name, Object fallback) {
        return values.getOrDefault(name, String.valueOf(fallback));
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.util.List;

/** Services that run in this process, until they are closed. */
public interface RunningServices extends AutoCloseable {
    List<Service> services();

    /** Port of health, readiness and metrics. */
    int port();

    default boolean ready() {
        return services().stream().allMatch(Service::ready);
    }

    /** Closes them in reverse order; may be called more than once. */
    @Override
    void close();
}

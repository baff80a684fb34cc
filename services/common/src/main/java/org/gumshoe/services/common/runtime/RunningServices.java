// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.util.List;

/** Handle of the services that run in this process until they are closed. */
public interface RunningServices extends AutoCloseable {
    List<Service> services();

    /** Port of health, readiness and metrics. */
    int port();

    default boolean ready() {
        return services().stream().allMatch(Service::ready);
    }

    /** Closes the services in reverse order; may be called more than once. */
    @Override
    void close();
}

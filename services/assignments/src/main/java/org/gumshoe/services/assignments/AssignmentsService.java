// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.assignments;

import java.util.Map;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.runtime.StreamsService;

/** A factory of the assignments service. */
public final class AssignmentsService {
    public static final String NAME = "assignments";

    private AssignmentsService() {}

    public static Service create(Settings settings, ProcessMetrics metrics) {
        return new StreamsService(NAME, AssignmentsTopology::build, settings, metrics, Map.of());
    }

    /** Permissions of the service. */
    public static ServiceAccess access(Settings settings) {
        return ServiceAccess.of(NAME, AssignmentsTopology.build());
    }
}

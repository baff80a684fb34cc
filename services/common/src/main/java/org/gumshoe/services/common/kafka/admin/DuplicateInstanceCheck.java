// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka.admin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.runtime.InstanceFenced;

/**
 * Check for a running instance of the same service under the same name. Kafka lets a newcomer fence
 * it, which is right when that instance has died and wrong when somebody forgot it; a dead instance
 * leaves its group within a session timeout.
 */
public final class DuplicateInstanceCheck {
    private static final int POLL_MILLIS = 500;
    private static final Duration SESSION_LIMIT = Duration.ofSeconds(8);

    private DuplicateInstanceCheck() {}

    /**
     * Returns when no other instance is in the service's group. The activations services are not
     * checked, because their groups are named after models; a second one is noticed only when its
     * producer fences the first ({@link InstanceFenced}).
     *
     * @throws BadSettingsException when another instance stays a member for longer than a dead one
     *     would
     */
    public static void requireNone(Settings settings, String service) throws InterruptedException {
        if (!BrokerProbe.at(settings.bootstrapServers())) {
            return; // starting the service reports that
        }
        long end = System.nanoTime() + SESSION_LIMIT.toNanos();
        try (Admin admin = Clients.admin(settings)) {
            while (isMember(admin, service, settings.instance())) {
                if (System.nanoTime() > end) {
                    throw new BadSettingsException(service + " runs already against " + settings.bootstrapServers()
                            + " as instance " + settings.instance()
                            + ": end that one, or start this as another one with GUMSHOE_INSTANCE=1 and "
                            + "a GUMSHOE_STATE_DIR of its own.");
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    private static boolean isMember(Admin admin, String service, String instance) throws InterruptedException {
        String group = "gumshoe-" + service;
        try {
            return admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get().members().stream()
                    .map(MemberDescription::groupInstanceId)
                    .flatMap(Optional::stream)
                    .anyMatch(id -> id.equals(group + "-" + instance)
                            || id.matches("\\Q" + service + "-" + instance + "\\E(-[0-9a-f]+)?-\\d+"));
        } catch (ExecutionException e) {
            // there is no such group; or a broker does not answer, as starting the service reports
            return false;
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.InstanceFenced;

/**
 * A running instance of the same service under the same name. Kafka lets a newcomer drive it out,
 * which is right for one that has died and wrong for one that somebody forgot; a dead one is missed
 * within a session.
 */
public final class DuplicateInstanceCheck {
    private static final Duration SESSION = Duration.ofSeconds(8);

    private DuplicateInstanceCheck() {}

    /**
     * Returns when no other is there. Activations are looked for by their producers alone
     * ({@link InstanceFenced}): their groups are named by models.
     *
     * @throws BadSettingsException when one is at work for longer than a dead one would be listed
     */
    public static void requireNone(Settings settings, String service) throws InterruptedException {
        if (!BrokerProbe.at(settings.bootstrapServers())) {
            return; // whoever starts the service says so
        }
        long end = System.nanoTime() + SESSION.toNanos();
        try (Admin admin = Clients.admin(settings)) {
            while (isAtWork(admin, service, settings.instance())) {
                if (System.nanoTime() > end) {
                    throw new BadSettingsException(
                            service + " runs already against " + settings.bootstrapServers()
                                    + " as instance " + settings.instance()
                                    + ": end that one, or start this as another one with GUMSHOE_INSTANCE=1 and a GUMSHOE_STATE_DIR of its own.");
                }
                Thread.sleep(500);
            }
        }
    }

    private static boolean isAtWork(Admin admin, String service, String instance) throws InterruptedException {
        String group = "gumshoe-" + service;
        try {
            return admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get().members().stream()
                    .map(MemberDescription::groupInstanceId)
                    .flatMap(Optional::stream)
                    .anyMatch(id -> id.equals(group + "-" + instance)
                            || id.matches("\\Q" + service + "-" + instance + "\\E-\\d+"));
        } catch (ExecutionException e) {
            // there is no such group; or a broker does not answer, which whoever starts the service
            // says
            return false;
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.config.ConfigException;

/**
 * Whether anybody listens where a broker should be: Kafka's own clients ask for half a minute
 * before they say no.
 */
final class BrokerProbe {
    private static final int MILLIS = 1000;

    private BrokerProbe() {}

    static boolean at(String bootstrapServers) {
        try {
            return ClientUtils.parseAndValidateAddresses(
                            List.of(bootstrapServers.strip().split("\\s*,\\s*")), ClientDnsLookup.USE_ALL_DNS_IPS)
                    .stream()
                    .anyMatch(BrokerProbe::answers);
        } catch (ConfigException e) {
            return false; // the client that is made next says what is wrong with the address
        }
    }

    private static boolean answers(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

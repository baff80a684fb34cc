// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka.admin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.config.ConfigException;

/**
 * Probe of whether anything listens at a broker's address. Kafka's own clients take half a minute
 * before they report that nothing does.
 */
public final class BrokerProbe {
    private static final int TIMEOUT_MILLIS = 1000;

    private BrokerProbe() {}

    /** Returns whether one of the addresses accepts a connection. */
    public static boolean at(String bootstrapServers) {
        try {
            return ClientUtils.parseAndValidateAddresses(
                            List.of(bootstrapServers.strip().split("\\s*,\\s*")), ClientDnsLookup.USE_ALL_DNS_IPS)
                    .stream()
                    .anyMatch(BrokerProbe::accepts);
        } catch (ConfigException e) {
            return false; // the next client reports what is wrong with the address
        }
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, TIMEOUT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

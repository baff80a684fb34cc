// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.http.HttpGuard;
import org.gumshoe.services.gateway.view.HistoryRoom;
import org.gumshoe.services.gateway.view.RecordSource;
import org.gumshoe.services.gateway.view.Views;

/** Gateway that listens, with a producer that keeps what is sent in place of Kafka. */
final class OpenGateway implements AutoCloseable {
    final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    final Views views = Views.empty(HistoryRoom.ample());
    final GatewayServer server;

    OpenGateway() {
        this(100, 64, Map.of());
    }

    OpenGateway(int streams, int waiting, Map<String, String> values) {
        this(streams, waiting, values, RecordSource.none());
    }

    OpenGateway(int streams, int waiting, Map<String, String> values, RecordSource source) {
        Settings settings = new Settings(values)
                .with("gateway.port", "0")
                .with("gateway.streams", Integer.toString(streams))
                .with("gateway.requests", Integer.toString(waiting));
        server = new GatewayServer(settings, HttpGuard.of(settings), producer, views, source);
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import io.javalin.Javalin;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.http.Admission;
import org.gumshoe.services.common.http.HttpGuard;
import org.gumshoe.services.common.http.HttpServers;
import org.gumshoe.services.gateway.calls.CallSupport;
import org.gumshoe.services.gateway.calls.GatewayCalls;
import org.gumshoe.services.gateway.calls.StoryCalls;
import org.gumshoe.services.gateway.calls.StoryFollowers;
import org.gumshoe.services.gateway.events.EventStream;
import org.gumshoe.services.gateway.events.StreamPlaces;
import org.gumshoe.services.gateway.http.RecordSender;
import org.gumshoe.services.gateway.view.FeedRecord;
import org.gumshoe.services.gateway.view.HistoryRoom;
import org.gumshoe.services.gateway.view.RecordSource;
import org.gumshoe.services.gateway.view.TokenRow;
import org.gumshoe.services.gateway.view.Views;

/**
 * Server of the page and of the gateway's calls on {@code gateway.port}. Of Kafka it knows a
 * producer, the views, and a source of single records, so it runs without a broker too.
 */
public final class GatewayServer implements AutoCloseable {
    private static final int PORT = 8090;
    private static final int STREAMS = 1000;
    private static final int WAITING = 64;
    /** Connections beside those of the streams. */
    private static final int CONNECTIONS = 256;

    private static final int QUEUE_BYTES = 64 * 1024;
    private static final int PAGE_QUEUE_BYTES = 256 * 1024;

    final EventStream tokens;
    final EventStream events;
    private final StoryFollowers followers = new StoryFollowers();
    private final Javalin server;

    /** Starts the server. */
    public GatewayServer(
            Settings settings, HttpGuard guard, Producer<String, byte[]> producer, Views views, RecordSource source) {
        int streams = settings.getInt("gateway.streams", STREAMS);
        int waiting = settings.getInt("gateway.requests", WAITING);
        StreamPlaces places = new StreamPlaces(streams);
        tokens = new EventStream(places, QUEUE_BYTES, 0);
        events = new EventStream(
                places, PAGE_QUEUE_BYTES, HistoryRoom.of(settings).eventBytes());
        CallSupport support = new CallSupport(
                guard,
                new RecordSender(producer, () -> views.broker().awaySince().isPresent()),
                views,
                source,
                new Admission(waiting, CallSupport.MAX_BOOK_BYTES, 10),
                new Admission(waiting, CallSupport.MAX_BOOK_BYTES, 10),
                Optional.of(settings.get("gateway.sample", ""))
                        .filter(folder -> !folder.isEmpty())
                        .map(Path::of));
        server = HttpServers.start(
                settings,
                settings.getInt("gateway.port", PORT),
                "--gateway-port",
                streams + CONNECTIONS,
                guard,
                new GatewayCalls(support, tokens, events, followers)::addTo);
    }

    /** Port on which the server listens. */
    public int port() {
        return server.port();
    }

    /** Sends a token to all clients that stream stories, without waiting for any. */
    public void send(StoryToken token) {
        tokens.send("token", StoryCalls.TOKEN.values(token));
    }

    /** Tells all pages of a change, without waiting for any. */
    void changed(FeedRecord record, String what, Object data) {
        if (data instanceof TokenRow token) {
            followers.told(token);
            send((StoryToken) record.value());
        }
        events.send(what.equals("journey") ? "" : record.id(), what, data);
    }

    /** Tells all pages of something that no record holds, such as the flow. */
    void send(String what, Object data) {
        events.send(what, data);
    }

    @Override
    public void close() {
        tokens.close();
        events.close();
        server.stop();
    }
}

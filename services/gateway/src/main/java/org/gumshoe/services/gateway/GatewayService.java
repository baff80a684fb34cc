// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import io.javalin.Javalin;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.http.sse.SseClient;
import io.javalin.util.JavalinBindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;

/**
 * HTTP gateway for people and programs that do not speak Kafka: it takes books and story requests,
 * and gives vectors, metrics and stories. It listens on {@code gateway.port}; health and metrics of
 * the process are on {@code port}, as for every service.
 */
public final class GatewayService implements Service {
    public static final String NAME = "gateway";

    private static final int MAX_REQUEST_BYTES = 64_000_000;

    private final Settings settings;
    private final ProcessMetrics processMetrics;
    private final RefinementGauges refinementGauges;
    private LagGauges lagGauges;
    private final Queue<SseClient> subscribers = new ConcurrentLinkedQueue<>();
    private Javalin server;
    private KafkaProducer<String, byte[]> producer;
    private TopicTable<SteeringVector> vectors;
    private TopicTable<RefinementMetric> metrics;
    private TopicTable<StoryToken> stories;

    private GatewayService(Settings settings, ProcessMetrics processMetrics) {
        this.settings = settings;
        this.processMetrics = processMetrics;
        refinementGauges = new RefinementGauges(processMetrics.registry());
    }

    public static Service create(Settings settings, ProcessMetrics metrics) {
        return new GatewayService(settings, metrics);
    }

    /** Permissions of the service; it also looks at how far every group is, in internal topics too. */
    public static ServiceAccess access() {
        return ServiceAccess.of(NAME)
                .reads(Topics.STEERING_VECTORS, Topics.REFINEMENT_METRICS, Topics.STORIES)
                .writes(Topics.BOOKS, Topics.STORY_REQUESTS)
                .onNamesFrom(ResourceType.GROUP, "gumshoe-", AclOperation.DESCRIBE)
                .onNamesFrom(ResourceType.TOPIC, "gumshoe-", AclOperation.DESCRIBE);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        producer = Clients.producer(settings, (String) null);
        lagGauges = new LagGauges(Clients.admin(settings), processMetrics.registry());
        vectors = new TopicTable<>(settings, Topics.STEERING_VECTORS);
        metrics = new TopicTable<>(settings, Topics.REFINEMENT_METRICS, (key, metric) -> refinementGauges.set(metric));
        stories = new TopicTable<>(settings, Topics.STORIES, (key, token) -> broadcast(token));
        server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.maxRequestSize = MAX_REQUEST_BYTES;
            config.routes.post("/api/books", this::book);
            config.routes.post("/api/stories", this::story);
            config.routes.sse("/api/stories/stream", this::subscribe);
            config.routes.get("/api/vectors", this::vectors);
            config.routes.get("/api/metrics", this::metrics);
        });
        int port = settings.getInt("gateway.port", 8090);
        try {
            server.start(settings.get("host", "localhost"), port);
        } catch (JavalinBindException e) {
            throw new BadSettingsException(
                    "Port " + port
                            + " is taken: end what listens there, or choose another with --gateway-port (0 for any).",
                    e);
        }
    }

    /** Port on which the gateway listens. */
    public int port() {
        return server.port();
    }

    private void book(Context request) {
        String id = required(request, "id");
        String text = request.body();
        if (text.isBlank()) {
            throw new BadRequestResponse("The body is empty: send the book's text as UTF-8.");
        }
        if (!BookSender.validId(id)) {
            throw new BadRequestResponse(
                    "The id '" + id + "' must not be blank or contain '#', '|' or control characters.");
        }
        String title = Optional.ofNullable(request.queryParam("title")).orElse(id);
        String author = Optional.ofNullable(request.queryParam("author")).orElse("");
        send(BookSender.chunks(id, title, author, List.of(), text).stream()
                .map(chunk -> Topics.BOOKS.record(id, chunk))
                .toList());
        request.status(202).json(Map.of("book", id, "characters", text.length()));
    }

    /** Sends records and returns when Kafka has acknowledged all of them. */
    private void send(List<ProducerRecord<String, byte[]>> records) {
        List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
        producer.flush();
        try {
            for (Future<RecordMetadata> acknowledgement : sent) {
                acknowledgement.get();
            }
        } catch (ExecutionException e) {
            throw new ServiceUnavailableResponse(
                    "Kafka did not accept the records (" + e.getCause().getMessage() + "); try again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceUnavailableResponse("The gateway is ending; try again.");
        }
    }

    private static String required(Context request, String name) {
        return Optional.ofNullable(request.queryParam(name))
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new BadRequestResponse("The parameter " + name + " is missing."));
    }

    private void story(Context request) {
        StoryRequestBody body;
        try {
            body = request.bodyAsClass(StoryRequestBody.class);
        } catch (Exception e) {
            // Javalin is Kotlin and throws Jackson's checked exceptions undeclared
            throw new BadRequestResponse(StoryRequestBody.SHAPE);
        }
        if (body == null) {
            throw new BadRequestResponse(StoryRequestBody.SHAPE);
        }
        StoryRequest story = body.request(UUID.randomUUID().toString());
        send(List.of(Topics.STORY_REQUESTS.record(story.getStory(), story)));
        request.status(202).json(Map.of("story", story.getStory()));
    }

    private void subscribe(SseClient client) {
        client.keepAlive();
        client.onClose(() -> subscribers.remove(client));
        subscribers.add(client);
    }

    private void broadcast(StoryToken token) {
        if (token != null) {
            subscribers.forEach(client -> client.sendEvent(
                    "token",
                    Map.of(
                            "story", token.getStory(),
                            "arm", token.getArm(),
                            "index", token.getIndex(),
                            "text", token.getText(),
                            "last", token.getLast(),
                            "error", token.getError())));
        }
    }

    private void vectors(Context request) {
        List<Map<String, Object>> rows = new ArrayList<>();
        vectors.view()
                .forEach((key, vector) -> rows.add(Map.of(
                        "key", key,
                        "version", vector.getVersion(),
                        "passages", vector.getPassages(),
                        "books", vector.getBooks(),
                        "layers",
                                vector.getLayers().stream()
                                        .map(l -> l.getLayer())
                                        .toList())));
        request.json(rows);
    }

    private void metrics(Context request) {
        List<Map<String, Object>> rows = new ArrayList<>();
        metrics.view()
                .forEach((key, metric) -> rows.add(Map.of(
                        "concept", metric.getConcept(),
                        "metric", metric.getMetric(),
                        "value", metric.getValue(),
                        "version", metric.getVersion(),
                        "cause", metric.getCause(),
                        "at", metric.getAt())));
        request.json(rows);
    }

    @Override
    public boolean ready() {
        return server != null && vectors.caughtUp() && metrics.caughtUp() && stories.caughtUp();
    }

    @Override
    public String state() {
        return server == null ? "not started" : "listening on " + server.port();
    }

    @Override
    public boolean failed() {
        return vectors != null
                && Stream.of(vectors, metrics, stories)
                        .anyMatch(table -> table.failure().isPresent());
    }

    @Override
    public void close() {
        if (server == null) {
            return;
        }
        subscribers.forEach(SseClient::close);
        server.stop();
        lagGauges.close();
        stories.close();
        metrics.close();
        vectors.close();
        producer.close(Duration.ofSeconds(10));
        server = null;
    }
}

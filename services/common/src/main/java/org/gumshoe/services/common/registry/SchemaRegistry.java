// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.gumshoe.VisibleText;
import org.gumshoe.services.common.config.BadSettingsException;

/**
 * Client of a schema registry that speaks Confluent's API. A subject is the topic and the full name of
 * the record ({@code TopicRecordNameStrategy}), since rows and their manifest share a topic. What was
 * asked once is remembered, so that a running service asks only for schemas of other releases.
 */
public final class SchemaRegistry implements AutoCloseable {
    private static final String TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Ids come from whoever writes to a topic. */
    private static final int REMEMBERED = 10_000;

    private static final Optional<SchemaRegistry> OF_ENVIRONMENT = Optional.ofNullable(
                    System.getenv("SCHEMA_REGISTRY_URL"))
            .filter(url -> !url.isBlank())
            .map(url -> new SchemaRegistry(url.strip(), System.getenv("SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO")));

    private final String url;
    private final Optional<String> login;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Long> fingerprints = new ConcurrentHashMap<>();

    private record Answer(int status, JsonNode body) {}

    /**
     * @param url such as http://localhost:8081
     * @param loginOrNull {@code user:password}
     */
    public SchemaRegistry(String url, String loginOrNull) {
        this.url = url.replaceFirst("/+$", "");
        login = Optional.ofNullable(loginOrNull)
                .filter(text -> !text.isBlank())
                .map(text -> "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the registry at {@code SCHEMA_REGISTRY_URL}; empty where the variable is not set. */
    public static Optional<SchemaRegistry> ofEnvironment() {
        return OF_ENVIRONMENT;
    }

    /**
     * Returns the id of a schema, and registers it first if it is new. A new one must be compatible
     * with the newest of its subject by the rule that the registry has for it.
     *
     * @throws BadSettingsException when it is not compatible, or the registry refuses it
     * @throws UncheckedIOException when the registry does not answer
     */
    public int id(String topic, Schema schema) {
        String subject = topic + "-" + schema.getFullName();
        return ids.computeIfAbsent(subject + SchemaNormalization.parsingFingerprint64(schema), key -> {
            String body = JSON.createObjectNode()
                    .put("schemaType", "AVRO")
                    .put("schema", schema.toString())
                    .toString();
            requireCompatible(subject, body);
            Answer registered = ask("POST", "/subjects/" + encoded(subject) + "/versions", body);
            if (registered.status != 200) {
                throw refused("does not take the schema of subject " + subject, registered);
            }
            return registered.body.path("id").asInt();
        });
    }

    private void requireCompatible(String subject, String body) {
        Answer checked =
                ask("POST", "/compatibility/subjects/" + encoded(subject) + "/versions/latest?verbose=true", body);
        // 404: the subject has no version yet
        if (checked.status != 404 && !checked.body.path("is_compatible").asBoolean()) {
            throw refused(
                    "has a version of subject " + subject + " that this release's is not compatible with", checked);
        }
    }

    /**
     * Returns the fingerprint (64-bit Rabin) of the schema with an id; empty when there is none, or it
     * is no Avro schema.
     *
     * @throws UncheckedIOException when the registry does not answer
     */
    public OptionalLong fingerprint(int id) {
        Long known = fingerprints.get(id);
        if (known != null) {
            return OptionalLong.of(known);
        }
        Answer found = ask("GET", "/schemas/ids/" + id, null);
        if (found.status == 404) {
            return OptionalLong.empty();
        }
        if (found.status != 200) {
            throw new UncheckedIOException(new IOException(sentence("does not give schema " + id, found)));
        }
        try {
            long fingerprint = SchemaNormalization.parsingFingerprint64(
                    new Schema.Parser().parse(found.body.path("schema").asText()));
            if (fingerprints.size() < REMEMBERED) {
                fingerprints.put(id, fingerprint);
            }
            return OptionalLong.of(fingerprint);
        } catch (AvroRuntimeException e) {
            return OptionalLong.empty();
        }
    }

    private Answer ask(String method, String path, String bodyOrNull) {
        if (!url.matches("https?://[^\\s?#]+")) {
            throw new BadSettingsException("The variable SCHEMA_REGISTRY_URL is '" + VisibleText.quoted(url)
                    + "' but must be an address such as http://localhost:8081: change or unset it.");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(PATIENCE)
                .header("Accept", TYPE)
                .header("Content-Type", TYPE)
                .method(
                        method,
                        bodyOrNull == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(bodyOrNull));
        login.ifPresent(value -> request.header("Authorization", value));
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(
                    "The schema registry does not answer (" + e.getMessage()
                            + "): start it, or mend or unset SCHEMA_REGISTRY_URL.",
                    e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException());
        }
    }

    private static BadSettingsException refused(String what, Answer answer) {
        return new BadSettingsException(sentence(what, answer));
    }

    private static String sentence(String what, Answer answer) {
        JsonNode messages = answer.body.path("messages");
        String reason = messages.isEmpty() ? answer.body.path("message").asText() : messages.toString();
        return "The schema registry " + what + " (status " + answer.status
                + (reason.isEmpty() ? "" : ": " + VisibleText.line(VisibleText.cut(reason, 500)))
                + "): use one of its own for Gumshoe, or change the rule of that subject.";
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;

/**
 * Collector that takes spans by OTLP over HTTP, such as Jaeger, Tempo or OpenTelemetry's own. The
 * settings have the names that OpenTelemetry gives them.
 *
 * @param endpoint address below which the path {@code v1/traces} lies
 * @param headers of every request, for instance a login
 */
record OtlpCollector(URI endpoint, Map<String, String> headers) {
    private static final String PREFIX = "otel.exporter.otlp.";
    private static final String PROTOCOL = "http/protobuf";

    /** Spans that wait for the collector; what comes beyond that is lost, and nobody waits. */
    private static final int QUEUE = 8192;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Returns the collector that settings name; empty where they name none.
     *
     * @throws BadSettingsException when it cannot be spoken to
     */
    static Optional<OtlpCollector> of(Settings settings) {
        Optional<URI> endpoint =
                Optional.ofNullable(settings.get(PREFIX + "endpoint", null, OtlpCollector::address, "an http address"));
        endpoint.ifPresent(
                any -> settings.get(PREFIX + "protocol", PROTOCOL, OtlpCollector::spoken, "http/protobuf (port 4318)"));
        return endpoint.map(address -> new OtlpCollector(address, pairs(settings.get(PREFIX + "headers", ""))));
    }

    private static URI address(String text) {
        URI address = URI.create(text.replaceFirst("/+$", ""));
        if (address.getHost() == null || !text.matches("(?i)https?://.*")) throw new IllegalArgumentException(text);
        return address;
    }

    private static String spoken(String protocol) {
        if (!protocol.equals(PROTOCOL)) throw new IllegalArgumentException(protocol);
        return protocol;
    }

    /** Values are URL-encoded, as in OpenTelemetry's own variable, but for a plus, which base 64 has. */
    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new HashMap<>();
        try {
            Arrays.stream(text.split(",")).filter(pair -> !pair.isBlank()).forEach(pair -> {
                String[] sides = pair.split("=", 2);
                pairs.put(
                        sides[0].strip(),
                        URLDecoder.decode(sides[1].strip().replace("+", "%2B"), StandardCharsets.UTF_8));
            });
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            // a value may be a secret and is not quoted
            throw new BadSettingsException("Setting " + PREFIX + "headers must be a list of name=value, separated by"
                    + " commas, with URL-encoded values: change OTEL_EXPORTER_OTLP_HEADERS.");
        }
        return pairs;
    }

    /** Makes a processor that sends spans from a thread of its own. */
    SpanProcessor processor() {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint + "/v1/traces")
                .setHeaders(() -> headers)
                .setConnectTimeout(PATIENCE)
                .setTimeout(PATIENCE)
                .build();
        return BatchSpanProcessor.builder(new ReportingExporter(exporter, endpoint))
                .setMaxQueueSize(QUEUE)
                .setExporterTimeout(PATIENCE)
                .build();
    }

    /** Names the headers alone, since their values may be secrets. */
    @Override
    public String toString() {
        return "OtlpCollector[" + endpoint + ", " + headers.keySet() + "]";
    }
}

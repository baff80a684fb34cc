// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.gumshoe.services.common.config.Settings;

/**
 * Broker that speaks TLS, asks who each client is, and allows nobody but its administrator anything.
 * Its certificate is made anew, by the JDK's keytool.
 */
final class SecuredBroker implements AutoCloseable {
    static final String ADMIN = "admin";
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private final EmbeddedBroker broker;
    private final Path certificate;

    SecuredBroker(Path dir, List<String> users) throws IOException, InterruptedException {
        Path keys = dir.resolve("broker.p12").toAbsolutePath();
        certificate = dir.resolve("broker.pem").toAbsolutePath();
        keytool(
                "-genkeypair",
                "-keystore",
                keys,
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost");
        keytool("-exportcert", "-keystore", keys, "-rfc", "-file", certificate);
        Map<String, String> config = new HashMap<>();
        config.put("listener.security.protocol.map", "CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT");
        config.put("sasl.enabled.mechanisms", "PLAIN");
        config.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        config.put("listener.name.client.plain.sasl.jaas.config", loginOf(ADMIN, users));
        config.put("ssl.keystore.type", "PKCS12");
        config.put("ssl.keystore.location", keys.toString());
        config.put("ssl.keystore.password", password("keys"));
        config.put("ssl.truststore.type", "PEM");
        config.put("ssl.truststore.location", certificate.toString());
        config.put("authorizer.class.name", StandardAuthorizer.class.getName());
        // the controller's listener asks nobody; it is the broker's own
        config.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
        broker = new EmbeddedBroker(dir.resolve("broker"), 0, config);
    }

    /** Settings of a client of this name, as the environment would give them. */
    Settings settings(Settings base, String user) {
        Map<String, String> values = new HashMap<>(base.values());
        values.putAll(Settings.from(
                        Map.of(
                                "GUMSHOE_BOOTSTRAP_SERVERS",
                                broker.bootstrapServers(),
                                "GUMSHOE_KAFKA_SECURITY_PROTOCOL",
                                "SASL_SSL",
                                "GUMSHOE_KAFKA_SASL_MECHANISM",
                                "PLAIN",
                                "GUMSHOE_KAFKA_SASL_JAAS_CONFIG",
                                loginOf(user, List.of()),
                                "GUMSHOE_KAFKA_SSL_TRUSTSTORE_TYPE",
                                "PEM",
                                "GUMSHOE_KAFKA_SSL_TRUSTSTORE_CERTIFICATES",
                                certificate()),
                        Map.of())
                .values());
        return new Settings(values);
    }

    private String certificate() {
        try {
            return Files.readString(certificate);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String password(String user) {
        return user + "-secret";
    }

    /** Who this one is, and on the broker's side the users that it knows. */
    private static String loginOf(String user, List<String> users) {
        String known = users.isEmpty()
                ? ""
                : Stream.concat(Stream.of(ADMIN), users.stream())
                        .map(each -> " user_%s=\"%s\"".formatted(each, password(each)))
                        .collect(Collectors.joining());
        return LOGIN + "username=\"%s\" password=\"%s\"%s;".formatted(user, password(user), known);
    }

    private static void keytool(Object... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                arguments[0].toString(),
                                "-alias",
                                "broker",
                                "-storepass",
                                password("keys")),
                        Stream.of(arguments).skip(1).map(Object::toString))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) throw new AssertionError(command + ": " + said);
    }

    @Override
    public void close() {
        broker.close();
    }
}

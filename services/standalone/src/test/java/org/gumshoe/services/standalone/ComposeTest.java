// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.gumshoe.services.common.config.Settings;
import org.junit.jupiter.api.Test;

class ComposeTest {
    private static final Set<String> NO_PROCESS = Set.of("common", "standalone", "cli", "monitoring");
    private final YAMLMapper yaml = new YAMLMapper(new YAMLFactory());
    private final JsonNode compose = read("docker-compose.yml");

    private JsonNode read(String file) {
        try {
            return yaml.readTree(Repository.root().resolve(file).toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Containers that run {@code gumshoe serve NAME}, by that name; merge keys are left to Docker,
     * so what they add is not seen here.
     */
    private Map<String, JsonNode> containers() {
        Map<String, JsonNode> containers = new TreeMap<>();
        compose.get("services").properties().forEach(entry -> {
            JsonNode command = entry.getValue().path("command");
            if (command.path(0).asText().equals("serve")) {
                assertThat(command.path(1).asText()).isEqualTo(entry.getKey());
                containers.put(entry.getKey(), entry.getValue());
            }
        });
        return containers;
    }

    private static Set<String> modules() throws IOException {
        Set<String> modules = new TreeSet<>();
        try (var directories = Files.list(Repository.root().resolve("services"))) {
            for (Path directory : directories.toList()) {
                String name = directory.getFileName().toString();
                if (Files.exists(directory.resolve("pom.xml")) && !NO_PROCESS.contains(name)) modules.add(name);
            }
        }
        return modules;
    }

    @Test
    void eachServiceHasOneContainerAndEachContainerAModule() throws IOException {
        Set<String> containers = containers().keySet();

        assertThat(containers).containsAll(Services.names());
        Set<String> served = new HashSet<>();
        containers.forEach(name -> served.add(name.replaceAll("-(weak|strong)$", "")));
        assertThat(served).isEqualTo(modules());
    }

    @Test
    void everyContainerIsWatchedAndEndsGracefully() {
        List<JsonNode> all = new ArrayList<>(containers().values());
        assertThat(all).allSatisfy(container -> {
            assertThat(container.has("<<")).as("takes what all services share").isTrue();
            assertThat(container.get("volumes").toString()).contains(":/data");
        });
        JsonNode shared = compose.get("x-service");
        assertThat(shared.at("/healthcheck/test").isArray()).isTrue();
        assertThat(shared.get("stop_grace_period").asText()).endsWith("s");
        assertThat(shared.at("/depends_on/kafka/condition").asText()).isEqualTo("service_healthy");
        assertThat(shared.at("/environment/GUMSHOE_BOOTSTRAP_SERVERS").asText())
                .isEqualTo("${GUMSHOE_BOOTSTRAP_SERVERS:-kafka:9092}");
        JsonNode kafka = compose.at("/services/kafka");
        assertThat(kafka.get("image").asText()).isEqualTo("apache/kafka:4.3.1");
        assertThat(kafka.has("healthcheck")).isTrue();
        assertThat(kafka.has("stop_grace_period")).isTrue();
    }

    @Test
    void everyDocumentedPortIsPublishedOnThisMachineAlone() throws IOException {
        Map<String, String> documented = Map.of(
                "9094", "kafka",
                "8080", "gateway",
                "8090", "gateway",
                "9090", "prometheus",
                "3000", "grafana");
        String documents = documents();

        Map<String, String> published = new TreeMap<>();
        compose.get("services")
                .properties()
                .forEach(entry -> entry.getValue().path("ports").forEach(mapping -> {
                    String[] parts = mapping.asText()
                            .replace("${GUMSHOE_PUBLISH:-127.0.0.1}", "127.0.0.1")
                            .split(":");
                    assertThat(parts[0]).isEqualTo("127.0.0.1");
                    assertThat(parts[1]).as("the port is the same inside").isEqualTo(parts[2]);
                    published.put(parts[1], entry.getKey());
                }));

        assertThat(published).isEqualTo(new TreeMap<>(documented));
        assertThat(published.keySet()).allSatisfy(port -> assertThat(documents).containsPattern("\\b" + port + "\\b"));
    }

    private static String documents() throws IOException {
        StringBuilder texts =
                new StringBuilder(Files.readString(Repository.root().resolve("README.md")));
        for (String module : List.of("gateway", "monitoring")) {
            texts.append(Files.readString(
                    Repository.root().resolve("services").resolve(module).resolve("README.md")));
        }
        return texts.toString();
    }

    /** A port that is published leads nowhere if its server listens inside the container alone. */
    @Test
    void theGatewayListensOnAllInterfacesOfItsContainer() {
        JsonNode shared = compose.at("/x-service/environment");
        JsonNode gateway = compose.at("/services/gateway");

        assertThat(shared.path("GUMSHOE_HOST").asText()).isEqualTo("0.0.0.0");
        assertThat(shared.path("GUMSHOE_PORT").asText("8080")).isEqualTo("8080");
        assertThat(shared.path("GUMSHOE_GATEWAY_PORT").asText("8090")).isEqualTo("8090");
        assertThat(gateway.has("environment")).as("overrides what is shared").isFalse();
    }

    /** Each is a setting that some client of Kafka knows, is passed on as it is, and is explained. */
    @Test
    void theSecurityOfKafkasClientsIsPassedOn() throws IOException {
        String documents = Files.readString(Repository.root().resolve("docs/access.md"));
        Map<String, String> passed = new TreeMap<>();
        compose.at("/x-service/environment").properties().stream()
                .filter(variable -> variable.getKey().startsWith("GUMSHOE_KAFKA_"))
                .forEach(variable -> {
                    assertThat(variable.getValue().isNull())
                            .as("absent where it is not set")
                            .isTrue();
                    assertThat(documents).contains("`" + variable.getKey() + "`");
                    passed.put(variable.getKey(), "x");
                });

        Set<String> settings = Settings.from(passed, Map.of()).kafka().keySet();
        assertThat(settings)
                .contains("security.protocol", "sasl.mechanism", "sasl.jaas.config", "ssl.truststore.certificates");
        assertThat(ConsumerConfig.configNames()).containsAll(settings);
        assertThat(ProducerConfig.configNames()).containsAll(settings);
        assertThat(AdminClientConfig.configNames()).containsAll(settings);
    }

    @Test
    void aCollectorOfTracesIsPassedOnAndExplained() throws IOException {
        String documents = Files.readString(Repository.root().resolve("docs/traces.md"));
        List<String> passed = compose.at("/x-service/environment").properties().stream()
                .filter(variable -> variable.getKey().startsWith("OTEL_"))
                .filter(variable -> variable.getValue().isNull())
                .map(Map.Entry::getKey)
                .toList();

        assertThat(passed).containsExactlyInAnyOrder("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS");
        assertThat(passed).allSatisfy(name -> assertThat(documents).contains("`" + name + "`"));
    }

    /** A name with an underscore or a capital could not be given by a variable. */
    @Test
    void everySettingOfKafkasClientsHasAVariable() {
        assertThat(ConsumerConfig.configNames()).allMatch(ComposeTest::comesThrough);
        assertThat(ProducerConfig.configNames()).allMatch(ComposeTest::comesThrough);
        assertThat(AdminClientConfig.configNames()).allMatch(ComposeTest::comesThrough);
    }

    private static boolean comesThrough(String name) {
        String variable = "GUMSHOE_KAFKA_" + name.replace('.', '_').toUpperCase(Locale.ROOT);
        return "Value"
                .equals(Settings.from(Map.of(variable, "Value"), Map.of())
                        .kafka()
                        .get(name));
    }

    @Test
    void noContainerCanDoMoreThanItMust() {
        JsonNode contained = compose.get("x-contained");
        assertThat(contained.get("cap_drop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(contained.get("security_opt").toString()).isEqualTo("[\"no-new-privileges:true\"]");
        assertThat(compose.at("/x-service/<<").asText()).isEqualTo("contained");
        compose.get("services")
                .properties()
                .forEach(entry -> assertThat(entry.getValue().path("<<").asText())
                        .as(entry.getKey())
                        .isIn("service", "contained"));
        assertThat(compose.at("/x-service/read_only").asBoolean()).isTrue();
        assertThat(compose.at("/x-service/tmpfs/0").asText())
                .as("RocksDB's library runs from there")
                .startsWith("/tmp:exec");
        assertThat(compose.at("/services/prometheus/read_only").asBoolean()).isTrue();
        assertThat(compose.toString()).doesNotContain("privileged\":", "docker.sock", "network_mode", "cap_add");
    }

    /** The services start on a read-only root when all that they write is in these two places. */
    @Test
    void nothingIsWrittenBesideTheVolumeAndTmp() throws IOException {
        String image = Files.readString(Repository.root().resolve("Dockerfile"));
        assertThat(image).containsPattern("useradd .*--home-dir /data ").contains("\nENV GUMSHOE_HOME=/data\n");
        assertThat(compose.at("/x-service/environment/GUMSHOE_STATE_DIR").asText())
                .startsWith("/data/");
        assertThat(Files.readString(Repository.root().resolve("services/cli/jvm.options")))
                .doesNotContain("java.io.tmpdir", "user.home", "Xlog:", "HeapDump");
    }

    @Test
    void grafanaHasNoDefaultPasswordAndLetsNobodyInWithoutOne() {
        JsonNode grafana = compose.at("/services/grafana/environment");
        assertThat(grafana.get("GF_SECURITY_ADMIN_PASSWORD").asText())
                .matches("\\$\\{GUMSHOE_GRAFANA_PASSWORD:\\?[A-Z].*GUMSHOE_GRAFANA_PASSWORD.*\\.}");
        assertThat(grafana.get("GF_AUTH_ANONYMOUS_ENABLED").asText()).isEqualTo("false");
    }

    @Test
    void theImageHoldsItsLicenceNoticeAndBillOfMaterials() throws IOException {
        String file = Files.readString(Repository.root().resolve("Dockerfile"));
        String image = file.substring(file.lastIndexOf("\nFROM "));

        assertThat(image).contains("/LICENSE ", "/NOTICE ", "/bom.json ");
        assertThat(file).as("the build writes it").contains("-Dsbom ");
        assertThat(Repository.root().resolve("NOTICE")).exists();
    }

    @Test
    void theImageRunsAsAUserWithoutMavenAndWithTheOptionsOfTheLauncher() throws IOException {
        String file = Files.readString(Repository.root().resolve("Dockerfile"));
        String image = file.substring(file.lastIndexOf("\nFROM "));

        assertThat(image).containsPattern("FROM \\S+-jre\n").doesNotContain("maven");
        assertThat(image).containsPattern("\nUSER [1-9]\\d*\n").contains("\nENV GUMSHOE_HOME=/data\n");
        assertThat(image).contains("services/cli/jvm.options").doesNotContain("-XX", "-Xm");
        assertThat(compose.at("/x-service/environment/GUMSHOE_HOME").asText()).isEqualTo("/data");
    }

    /** Prometheus scrapes by name, and a server refuses a Host that it does not know. */
    @Test
    void everyContainerAnswersToItsNameAndTheTokenReachesAll() {
        JsonNode shared = compose.at("/x-service/environment");

        assertThat(shared.path("GUMSHOE_GATEWAY_HOSTS").asText().split(","))
                .containsExactlyInAnyOrderElementsOf(containers().keySet());
        assertThat(shared.path("GUMSHOE_GATEWAY_TOKEN").asText()).isEqualTo("${GUMSHOE_GATEWAY_TOKEN:-}");
        assertThat(compose.at("/configs/gateway-token/content").asText()).contains("GUMSHOE_GATEWAY_TOKEN");
        assertThat(read("services/monitoring/prometheus.yml")
                        .at("/scrape_configs/0/authorization/credentials_file")
                        .asText())
                .isEqualTo(compose.at("/services/prometheus/configs/0/target").asText());
        assertThat(compose.at("/x-service/healthcheck/test").toString()).contains("Host: localhost");
    }

    @Test
    void everyNamedVolumeIsDeclared() {
        Set<String> declared = new HashSet<>();
        compose.get("volumes").fieldNames().forEachRemaining(declared::add);
        Set<String> used = new HashSet<>();
        compose.get("services")
                .forEach(service -> service.path("volumes").forEach(volume -> {
                    String source = volume.asText().split(":")[0];
                    if (!source.startsWith(".")) used.add(source);
                    else if (source.startsWith("./services"))
                        assertThat(Repository.root().resolve(source)).exists();
                }));
        assertThat(declared).isEqualTo(used);
    }

    @Test
    void prometheusScrapesEveryContainer() {
        List<String> targets = new ArrayList<>();
        read("services/monitoring/prometheus.yml")
                .at("/scrape_configs/0/static_configs/0/targets")
                .forEach(target -> targets.add(target.asText()));

        assertThat(targets)
                .containsExactlyInAnyOrderElementsOf(containers().keySet().stream()
                        .map(name -> name + ":8080")
                        .toList());
    }

    @Test
    void grafanaFindsItsDashboards() {
        JsonNode provider = read("services/monitoring/grafana/provisioning/dashboards/gumshoe.yml")
                .at("/providers/0/options/path");
        List<String> mounts = Arrays.asList(compose.at("/services/grafana/volumes")
                .toString()
                .replaceAll("[\\[\\]\"]", "")
                .split(","));

        assertThat(mounts)
                .anyMatch(mount -> mount.startsWith("./services/monitoring/grafana/dashboards:" + provider.asText()));
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.ModelReading;
import org.junit.jupiter.api.Test;

/** What Helm makes of the chart, held to the types of Kubernetes and to the services that there are. */
class HelmChartTest {
    private static final Path CHART = Repository.root().resolve("deploy/helm/gumshoe");
    private static final String WEAK = "ab".repeat(32);
    private static final Set<String> LEARNERS = Set.of("topics", "stitch", "steering");

    private static final Map<String, Class<? extends HasMetadata>> TYPES = Map.of(
            "apps/v1 Deployment", Deployment.class,
            "v1 PersistentVolumeClaim", PersistentVolumeClaim.class,
            "v1 Service", Service.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class);

    /** Resources of operators, whose types are in no package that is at hand: the fields that we write. */
    private static final Map<String, Set<String>> OPERATORS = Map.of(
            "keda.sh/v1alpha1 ScaledObject",
                    Set.of(
                            "scaleTargetRef",
                            "pollingInterval",
                            "cooldownPeriod",
                            "minReplicaCount",
                            "maxReplicaCount",
                            "triggers"),
            "monitoring.coreos.com/v1 PodMonitor", Set.of("jobLabel", "selector", "podMetricsEndpoints"),
            "monitoring.coreos.com/v1 PrometheusRule", Set.of("groups"),
            "kafka.strimzi.io/v1 KafkaTopic", Set.of("partitions", "config"),
            "kafka.strimzi.io/v1 KafkaUser", Set.of("authentication", "authorization"));

    /** Fields that a type does not have are errors, as for an API server that validates strictly. */
    private static final YAMLMapper STRICT = YAMLMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            })
            .build();

    private static TemplateCommand template() {
        return new Helm(CHART).template().withName("test");
    }

    private static List<JsonNode> render(TemplateCommand command) throws IOException {
        String text = command.set("image.repository", "registry.example/gumshoe")
                .set("kafka.bootstrapServers", "kafka.example:9092")
                .call();
        List<JsonNode> all = new ArrayList<>();
        try (var documents = STRICT.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            documents.forEachRemaining(document -> {
                if (!document.isNull() && !document.isEmpty()) all.add(document);
            });
        }
        return all;
    }

    private static List<JsonNode> everything() throws IOException {
        return render(template()
                .set("keda.enabled", true)
                .set("keda.authenticationRef", "kafka-login")
                .set("models.weak.sha256", WEAK)
                .set("models.weak.layers[0]", 2)
                .set("models.weak.layers[1]", 15)
                .set("models.existingClaim", "models")
                .set("engines.ports[0]", 8000)
                .set("kafka.partitions", 6)
                .set("kafka.strimzi.enabled", true)
                .set("kafka.strimzi.cluster", "main")
                .set("gatewayToken.existingSecret", "token")
                .set("monitoring.podMonitor", true)
                .set("monitoring.rules", true));
    }

    private static String kind(JsonNode document) {
        return document.path("apiVersion").asText() + " "
                + document.path("kind").asText();
    }

    private static Map<String, JsonNode> of(List<JsonNode> documents, String kind) {
        Map<String, JsonNode> found = new TreeMap<>();
        documents.stream()
                .filter(document -> document.path("kind").asText().equals(kind))
                .forEach(document ->
                        found.put(document.at("/metadata/name").asText().replaceFirst("^test-", ""), document));
        return found;
    }

    @Test
    void everyManifestHasTheFieldsOfItsTypeAndNoOther() throws IOException {
        List<JsonNode> documents = everything();
        Set<String> seen = new TreeSet<>();
        for (JsonNode document : documents) {
            String kind = kind(document);
            seen.add(kind);
            if (TYPES.containsKey(kind)) {
                HasMetadata typed = STRICT.treeToValue(document, TYPES.get(kind));
                assertThat(typed.getMetadata().getName()).startsWith("test-");
            } else {
                assertThat(OPERATORS).containsKey(kind);
                assertThat(document.path("spec").fieldNames()).toIterable().isSubsetOf(OPERATORS.get(kind));
            }
        }
        Set<String> expected = new TreeSet<>(TYPES.keySet());
        expected.addAll(OPERATORS.keySet());
        assertThat(seen).isEqualTo(expected);
        assertThat(documents.stream().map(document -> kind(document) + document.at("/metadata/name")))
                .doesNotHaveDuplicates();
    }

    @Test
    void aFieldThatATypeDoesNotHaveIsSeen() throws IOException {
        JsonNode deployment = STRICT.readTree(
                "{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{imagePul:"
                        + " Always}]}}}}");
        assertThatThrownBy(() -> STRICT.treeToValue(deployment, Deployment.class))
                .hasMessageContaining("imagePul");
    }

    @Test
    void everyServiceHasADeploymentAndABudgetAndLearnersKeepTheirState() throws IOException {
        List<JsonNode> documents = render(template());
        Map<String, JsonNode> deployments = of(documents, "Deployment");

        assertThat(deployments.keySet()).containsExactlyInAnyOrderElementsOf(Services.names());
        assertThat(of(documents, "PodDisruptionBudget").keySet()).isEqualTo(deployments.keySet());
        assertThat(of(documents, "PersistentVolumeClaim").keySet()).isEqualTo(LEARNERS);
        deployments.forEach((name, deployment) -> {
            JsonNode pod = deployment.at("/spec/template/spec");
            assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(1);
            assertThat(deployment.at("/spec/strategy/type").asText())
                    .isEqualTo(LEARNERS.contains(name) ? "Recreate" : "RollingUpdate");
            assertThat(pod.at("/containers/0/args").toString()).isEqualTo("[\"serve\",\"" + name + "\"]");
            assertThat(pod.at("/volumes/0").has("persistentVolumeClaim")).isEqualTo(LEARNERS.contains(name));
            assertThat(env(deployment, "GUMSHOE_INSTANCE").toString())
                    .as("several replicas have names of their own, and a learner comes back under its own")
                    .contains(LEARNERS.contains(name) ? "\"0\"" : "metadata.name");
        });
    }

    private static JsonNode env(JsonNode deployment, String name) {
        for (JsonNode variable : deployment.at("/spec/template/spec/containers/0/env")) {
            if (variable.path("name").asText().equals(name)) return variable;
        }
        throw new AssertionError(name + " is not set");
    }

    @Test
    void noPodCanDoMoreThanItMust() throws IOException {
        List<JsonNode> documents = render(template());
        of(documents, "Deployment").values().forEach(deployment -> {
            JsonNode pod = deployment.at("/spec/template/spec");
            JsonNode container = pod.at("/containers/0");
            assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                    .isTrue();
            assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                    .isEqualTo("ALL");
            assertThat(container.at("/resources/limits").has("memory")).isTrue();
            assertThat(container.at("/resources/requests").has("cpu")).isTrue();
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                // a server refuses a Host that is none of its names, and the kubelet would send the pod's address
                assertThat(container
                                .at("/" + probe + "/httpGet/httpHeaders/0/value")
                                .asText())
                        .isEqualTo("localhost");
            }
        });
        JsonNode policy = of(documents, "NetworkPolicy").get("services");
        assertThat(policy.at("/spec/policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(policy.at("/spec/podSelector/matchLabels").size()).isEqualTo(2);
    }

    @Test
    void onlyTheServicesWithModelsReachTheServersOfModels() throws IOException {
        assertThat(of(render(template()), "NetworkPolicy")).doesNotContainKey("engines");

        JsonNode policy = of(everything(), "NetworkPolicy").get("engines");

        assertThat(policy.at("/spec/egress/0/ports/0/port").asInt()).isEqualTo(8000);
        List<String> services = new ArrayList<>();
        policy.at("/spec/podSelector/matchExpressions/0/values").forEach(name -> services.add(name.asText()));
        assertThat(services)
                .containsExactlyInAnyOrderElementsOf(Services.names().stream()
                        .filter(name -> name.startsWith("activations-") || name.equals("stories"))
                        .toList());
    }

    @Test
    void tracesGoToACollectorWhereOneIsNamed() throws IOException {
        String variable = "OTEL_EXPORTER_OTLP_ENDPOINT";
        List<JsonNode> without = render(template());
        List<JsonNode> with = render(template().set("traces.endpoint", "http://tempo:4318"));

        assertThat(of(with, "Deployment").values())
                .allSatisfy(deployment -> assertThat(
                                env(deployment, variable).path("value").asText())
                        .isEqualTo("http://tempo:4318"));
        assertThat(portsOut(with)).contains(4318);
        assertThat(without.toString()).doesNotContain(variable);
        assertThat(portsOut(without)).isNotEmpty().doesNotContain(4318);
    }

    private static Set<Integer> portsOut(List<JsonNode> documents) {
        Set<Integer> ports = new TreeSet<>();
        of(documents, "NetworkPolicy")
                .get("services")
                .at("/spec/egress")
                .forEach(rule -> rule.path("ports")
                        .forEach(port -> ports.add(port.path("port").asInt())));
        return ports;
    }

    @Test
    void kedaScalesTheParallelServicesByTheLagOfTheirGroups() throws IOException {
        Map<String, JsonNode> scaled = of(everything(), "ScaledObject");
        assertThat(scaled.keySet())
                .as("which strong model reads is not said, so one replica reads")
                .containsExactlyInAnyOrder("ingest", "assignments", "activations-weak");
        ModelAnnouncement weak =
                new ModelAnnouncement("weak", "tiny", "/nowhere", WEAK, "gpt2", 30, 4, List.of(2, 15), List.of(2), 1L);

        JsonNode trigger = scaled.get("activations-weak").at("/spec/triggers/0/metadata");
        assertThat(trigger.path("consumerGroup").asText())
                .isEqualTo(ModelReading.of(weak).group("weak"));
        assertThat(scaled.get("activations-weak").at("/spec/minReplicaCount").asInt(-1))
                .isZero();
        assertThat(scaled.get("ingest").at("/spec/minReplicaCount").asInt()).isEqualTo(1);
        scaled.values().forEach(object -> {
            JsonNode metadata = object.at("/spec/triggers/0/metadata");
            assertThat(Topics.named(metadata.path("topic").asText())).isPresent();
            assertThat(metadata.path("activationLagThreshold").asInt())
                    .as("ends of transactions")
                    .isEqualTo(6);
            assertThat(object.at("/spec/triggers/0/authenticationRef/name").asText())
                    .isEqualTo("kafka-login");
        });
        Map<String, JsonNode> deployments = of(everything(), "Deployment");
        assertThat(deployments.get("ingest").path("spec").has("replicas"))
                .as("KEDA alone says how many")
                .isFalse();
        assertThat(deployments.get("steering").at("/spec/replicas").asInt()).isEqualTo(1);
    }

    @Test
    void strimzisTopicsAndUsersAreThoseOfTheServices() throws IOException {
        List<JsonNode> documents = everything();
        Map<String, JsonNode> topics = of(documents, "KafkaTopic");
        assertThat(topics.keySet())
                .isEqualTo(Topics.all().stream().map(Topic::name).collect(Collectors.toCollection(TreeSet::new)));
        Settings settings = new Settings(Map.of("partitions", "6"));
        topics.forEach((name, topic) -> assertThat(topic.at("/spec/partitions").asInt())
                .isEqualTo(Topics.named(name).orElseThrow().partitions(settings)));
        Map<String, JsonNode> users = of(documents, "KafkaUser");
        Services.names().forEach(name -> assertThat(users).containsKey("gumshoe-" + name));
        assertThat(topics.values()).allMatch(isOfCluster("main"));
        assertThat(users.values()).allMatch(isOfCluster("main"));
        assertThat(env(of(documents, "Deployment").get("ingest"), "GUMSHOE_KAFKA_SASL_JAAS_CONFIG")
                        .at("/valueFrom/secretKeyRef/name")
                        .asText())
                .isEqualTo("gumshoe-ingest");
    }

    private static Predicate<JsonNode> isOfCluster(String name) {
        return document ->
                document.at("/metadata/labels/strimzi.io~1cluster").asText().equals(name);
    }

    @Test
    void prometheusRulesComeAsTheyAre() throws IOException {
        JsonNode rules = of(everything(), "PrometheusRule").values().iterator().next();
        JsonNode written = STRICT.readTree(
                Repository.root().resolve("services/monitoring/alerts.yml").toFile());
        assertThat(rules.at("/spec/groups")).isEqualTo(written.get("groups"));
    }

    @Test
    void whatMustBeSetIsSaid() {
        assertThatThrownBy(() -> template().call()).hasMessageContaining("Set image.repository");
        assertThatThrownBy(() -> template().set("image.repository", "x").call())
                .hasMessageContaining("Set kafka.bootstrapServers");
    }
}

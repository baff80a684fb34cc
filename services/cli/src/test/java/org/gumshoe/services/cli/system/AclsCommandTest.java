// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.gumshoe.services.cli.Gumshoe;
import org.gumshoe.services.common.access.AccessText;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AclsCommandTest {
    private static final Path SERVICES = services();
    private static final Settings SETTINGS = new Settings(Map.of());

    private static Path services() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("docker-compose.yml"))) at = at.getParent();
        return at.resolve("services");
    }

    private static String run(String... options) {
        StringWriter out = new StringWriter();
        String[] words =
                Stream.concat(Stream.of("acls"), List.of(options).stream()).toArray(String[]::new);
        assertThat(Gumshoe.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(out))
                        .execute(words))
                .isZero();
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource({"kafka, kafka-acls", "strimzi, strimzi.yml"})
    void theFilesHoldWhatTheServicesNeed(String format, String file) throws IOException {
        Path kept = SERVICES.resolve("access").resolve(file);
        String expected =
                AccessText.valueOf(format.toUpperCase(Locale.ROOT)).of(AclsCommand.access(SETTINGS), "gumshoe-");

        assertThat(kept)
                .as("write it anew: ./gumshoe acls --format " + format + " >services/access/" + file)
                .hasContent(expected);
    }

    @Test
    void strimzisTopicsAreThoseThatAServiceWouldMake() throws IOException {
        assertThat(SERVICES.resolve("access/strimzi-topics.yml"))
                .as("write it anew: ./gumshoe acls --topics >services/access/strimzi-topics.yml")
                .hasContent(run("--topics"));
        List<JsonNode> topics = documents(run("--topics", "--set", "partitions=6"));
        assertThat(topics)
                .extracting(topic -> topic.at("/metadata/name").asText())
                .containsExactlyElementsOf(
                        Topics.all().stream().map(Topic::name).toList());
        JsonNode passages = topics.get(1);
        assertThat(passages.at("/spec/partitions").asInt()).isEqualTo(6);
        assertThat(passages.at("/spec/config/cleanup.policy").asText()).isEqualTo("compact");
        assertThat(topics.get(2).at("/spec/partitions").asInt())
                .as("a topic that is not by book has one")
                .isEqualTo(1);
    }

    /** A chart holds all its files. */
    @ParameterizedTest
    @CsvSource({
        "access/strimzi.yml, strimzi-users.yml",
        "access/strimzi-topics.yml, strimzi-topics.yml",
        "monitoring/alerts.yml, alerts.yml"
    })
    void theChartHasTheSameFiles(String file, String ofChart) throws IOException {
        assertThat(SERVICES.resolveSibling("deploy/helm/gumshoe/files").resolve(ofChart))
                .as("copy services/" + file)
                .hasContent(Files.readString(SERVICES.resolve(file)));
    }

    private static List<JsonNode> documents(String yaml) throws IOException {
        try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll();
        }
    }

    @Test
    void eachReadmeListsWhatItsServiceMayDo() {
        assertThat(AclsCommand.access(SETTINGS))
                .allSatisfy(access -> assertThat(Files.readString(
                                SERVICES.resolve(access.service().replaceAll("-(weak|strong)$", ""))
                                        .resolve("README.md")))
                        .contains("| access" + ofRole(access) + " | " + access.inWords() + " |"));
    }

    private static String ofRole(ServiceAccess access) {
        return access.service().startsWith("activations-") ? " of `" + access.service() + "`" : "";
    }

    @Test
    void noServicesNamesBeginWithAnothers() {
        List<String> names = AclsCommand.access(SETTINGS).stream()
                .map(ServiceAccess::service)
                .toList();
        for (String name : names) {
            assertThat(names).filteredOn(other -> other.startsWith(name)).containsExactly(name);
        }
    }

    @Test
    void aGenreIsReadFromBooksWhereOneIsSet() {
        assertThat(run("--set", "evaluation.genre=mystery"))
                .contains("User:gumshoe-evaluation --operation Read --topic books ");
        assertThat(run()).doesNotContain("User:gumshoe-evaluation --operation Read --topic books ");
    }

    @Test
    void strimzisUsersAreNamedAndAllowedLikeKafkas() throws IOException {
        List<JsonNode> users = documents(run("--format", "strimzi", "--principal-prefix", "test-"));
        assertThat(users)
                .extracting(user -> user.at("/metadata/name").asText())
                .containsExactlyElementsOf(AclsCommand.access(SETTINGS).stream()
                        .map(access -> "test-" + access.service())
                        .toList());
        JsonNode rules = users.getFirst().at("/spec/authorization/acls");
        assertThat(rules.findValues("operations"))
                .hasSameSizeAs(AclsCommand.access(SETTINGS).getFirst().all().stream()
                        .flatMap(grant -> grant.names().stream())
                        .toList());
        assertThat(rules.findValuesAsText("patternType")).containsOnly("literal", "prefix");
        assertThat(rules.findValuesAsText("type")).containsOnly("topic", "group", "transactionalId");
    }

    @Test
    void aPrefixThatIsNoNameIsRefused() {
        StringWriter err = new StringWriter();
        int code = Gumshoe.commandLine()
                .setErr(new PrintWriter(err))
                .execute("acls", "--principal-prefix", "x; rm -r /\n");
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("--principal-prefix", "\\n").hasLineCount(1);
    }
}

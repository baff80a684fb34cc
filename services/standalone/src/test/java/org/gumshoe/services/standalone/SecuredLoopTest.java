// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gumshoe.services.standalone.TestStream.ask;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.endedStory;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.story;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.admin.BrokerHoldings;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;
import org.gumshoe.services.common.kafka.admin.TopicAdmin;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Runner;
import org.gumshoe.services.common.runtime.RunningServices;
import org.gumshoe.services.common.runtime.Service;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop on a broker with TLS, SASL and an authorizer: each service is a principal of its own. */
class SecuredLoopTest {
    private static final Settings SETTINGS = TinyLoop.SETTINGS.with("evaluation.genre", "mystery");
    private static final List<ServiceAccess> ACCESS = Services.access(SETTINGS);

    @TempDir
    private Path dir;

    private SecuredBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new SecuredBroker(
                dir,
                Stream.concat(Stream.of("nobody"), Services.names().stream()).toList());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Settings as(String user) {
        return broker.settings(SETTINGS.with("state.dir", dir.resolve("state").toString()), user);
    }

    private static void allow(Admin admin, List<AclBinding> acls) throws Exception {
        admin.createAcls(acls).all().get();
    }

    private static List<AclBinding> acls(ServiceAccess access) {
        return access.bindings("User:" + access.service());
    }

    @Test
    void theLoopRunsWithNoMorePermissionsThanTheServicesList() throws Exception {
        Settings settings = as(SecuredBroker.ADMIN);
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try (Admin admin = Clients.admin(settings)) {
            for (ServiceAccess access : ACCESS) allow(admin, acls(access));
            List<Service> services = new ArrayList<>();
            for (String name : Services.names()) {
                ProcessMetrics metrics = new ProcessMetrics();
                open.push(metrics);
                // the first one makes the topics
                RunningServices running =
                        Runner.start(as(name), List.of(Services.create(name, as(name), metrics)), metrics);
                open.push(running);
                services.addAll(running.services());
            }
            TinyLoop.announce(settings);
            await("all are ready", services, () -> services.stream().allMatch(Service::ready));
            TinyLoop.sendBooks(settings, 0, TinyLoop.BOOKS);
            try (var view = new TinyLoop.View(settings)) {
                await("a vector is made of all", view, () -> view.settled(TinyLoop.BOOKS));
                TinyLoop.assertTheConceptIsWhereItIs(view);
            }
            ask(settings, story("steered", "translated").setStrength(20.0));
            assertThat(endedStory(settings, "steered").getFirst().getError()).isEmpty();
            await(
                    "the story is measured",
                    () -> records(settings, Topics.REFINEMENT_METRICS).stream()
                            .map(record -> record.key())
                            .collect(Collectors.toSet())
                            .containsAll(Set.of("crime|perplexity|translated", "*|stitch-r2")));
            assertThat(records(settings, Topics.DEAD_LETTERS)).isEmpty();
            assertThat(services).noneMatch(Service::failed);
            try (Admin gateway = Clients.admin(as("gateway"))) {
                List<String> groups = ConsumerLag.groups(admin);
                assertThat(groups).contains("gumshoe-steering", "gumshoe-stories");
                assertThat(ConsumerLag.groups(gateway)).isEqualTo(groups);
                assertThat(ConsumerLag.of(gateway, groups))
                        .containsOnlyKeys(ConsumerLag.of(admin, groups).keySet());
            }
        } finally {
            while (!open.isEmpty()) open.pop().close();
        }
    }

    /** Without this, the loop would also run on a broker that allows everything. */
    @Test
    void whatIsNotAllowedIsRefused() throws Exception {
        try (Admin admin = Clients.admin(as(SecuredBroker.ADMIN))) {
            TopicAdmin.create(admin, as(SecuredBroker.ADMIN));
            ServiceAccess ingest = ACCESS.stream()
                    .filter(access -> access.service().equals("ingest"))
                    .findFirst()
                    .orElseThrow();

            assertThatThrownBy(() -> startIngest())
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContainingAll("allow", "gumshoe acls");

            List<AclBinding> allButOne = acls(ingest).stream()
                    .filter(acl -> !acl.pattern().name().equals("passages")
                            || acl.entry().operation() != AclOperation.WRITE)
                    .toList();
            assertThat(allButOne).hasSize(acls(ingest).size() - 1);
            allow(admin, allButOne);
            startIngest().close();
            assertThatThrownBy(() -> send(Topics.PASSAGES.name())).isInstanceOf(AuthorizationException.class);

            allow(admin, acls(ingest));
            send(Topics.PASSAGES.name());
            assertThatThrownBy(() -> send(Topics.BOOKS.name()))
                    .as("ingest only reads them")
                    .isInstanceOf(TopicAuthorizationException.class);
            TestStream.sendCorrupt(as(SecuredBroker.ADMIN), Topics.ASSIGNMENTS, "book#0");
            assertThatThrownBy(() -> records(as("ingest"), Topics.ASSIGNMENTS))
                    .as("ingest has nothing to do with them")
                    .isInstanceOf(TopicAuthorizationException.class);
        }
    }

    /** What a reset finds and deletes is listed only to whom may see it. */
    @Test
    void whoMayDeleteTopicsAndGroupsDeletesAll() throws Exception {
        Settings settings = as("nobody");
        try (Admin admin = Clients.admin(as(SecuredBroker.ADMIN));
                Admin nobody = Clients.admin(settings)) {
            for (ServiceAccess access : ACCESS) allow(admin, acls(access));
            try (RunningServices running = startIngest()) {
                await("ingest is ready", running::ready);
            }
            assertThat(BrokerHoldings.of(nobody, settings).isEmpty()).isTrue();
            allow(
                    admin,
                    acls(ServiceAccess.of("nobody")
                            .deletes(Topics.all().toArray(Topic<?>[]::new))
                            .onNamesFrom(ResourceType.TOPIC, "gumshoe-", AclOperation.DELETE)
                            .onNamesFrom(ResourceType.GROUP, "gumshoe-", AclOperation.DELETE)));

            // the broker learns of permissions a little after the controller
            await(
                    "all is listed",
                    () -> BrokerHoldings.of(nobody, settings).topics().size()
                                    == Topics.all().size()
                            && !BrokerHoldings.of(nobody, settings).groups().isEmpty());
            BrokerHoldings all = BrokerHoldings.of(nobody, settings);
            all.requireUnused(nobody, settings);
            all.delete(nobody, settings);

            assertThat(all.topics()).hasSameSizeAs(Topics.all());
            assertThat(all.groups()).containsExactly("gumshoe-ingest");
            assertThat(BrokerHoldings.of(admin, settings).isEmpty()).isTrue();
        }
    }

    @Test
    void aStrangerAndAPlainClientAreToldWhatToDo() {
        Settings stranger = broker.settings(SETTINGS, "stranger");
        assertThatThrownBy(() -> TopicAdmin.create(stranger))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContainingAll("GUMSHOE_KAFKA_SASL_JAAS_CONFIG")
                .hasMessageNotContaining("stranger-secret");
        Settings wrong = stranger.with("kafka.security.protocol", "SALSA");
        assertThatThrownBy(() -> TopicAdmin.create(wrong))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContainingAll("kafka.", "SALSA");
        Settings broken = stranger.with("kafka.sasl.jaas.config", "user ingest password 'ingest-secret'");
        assertThatThrownBy(() -> TopicAdmin.create(broken))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContaining("sasl.jaas.config")
                .hasMessageNotContaining("ingest-secret");
    }

    private RunningServices startIngest() {
        ProcessMetrics metrics = new ProcessMetrics();
        return Runner.start(as("ingest"), List.of(Services.create("ingest", as("ingest"), metrics)), metrics);
    }

    /** Sends a tombstone, as ingest. */
    private void send(String topic) throws Exception {
        try (var producer = Clients.producer(as("ingest"), (String) null)) {
            producer.send(new ProducerRecord<>(topic, "book#0", null)).get();
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }
}

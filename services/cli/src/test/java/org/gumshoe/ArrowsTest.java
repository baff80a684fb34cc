// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.streams.KafkaStreams;
import org.gumshoe.services.common.kafka.BoundedProducer;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.runtime.StreamsService;

/** The arrows of the house: services/* -> common -> schemas, services/* -> src, and no other. */
@AnalyzeClasses(packages = "org.gumshoe", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
    private static final String SERVICES = "org.gumshoe.services..";
    private static final String SCHEMAS = "org.gumshoe.schemas..";
    private static final String BENCH = "org.gumshoe.bench..";

    @ArchTest
    static final ArchRule theScienceKnowsNoStream = noClasses()
            .that()
            .resideInAPackage("org.gumshoe..")
            .and()
            .resideOutsideOfPackages(SERVICES, SCHEMAS, BENCH)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    SERVICES,
                    SCHEMAS,
                    "org.apache.kafka..",
                    "org.apache.avro..",
                    "io.javalin..",
                    "io.micrometer..",
                    "io.opentelemetry..",
                    "picocli..");

    @ArchTest
    static final ArchRule whatFlowsKnowsNothingOfOurs = noClasses()
            .that()
            .resideInAPackage(SCHEMAS)
            .should()
            .dependOnClassesThat(resideInAPackage("org.gumshoe..").and(not(resideInAPackage(SCHEMAS))));

    @ArchTest
    static final ArchRule theCommonModuleKnowsNoServiceAndOfTheScienceHowItShowsText = noClasses()
            .that()
            .resideInAPackage("org.gumshoe.services.common..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.gumshoe..")
                    .and(not(resideInAPackage("org.gumshoe.services.common..")
                            .or(resideInAPackage(SCHEMAS))
                            .or(resideInAPackage("org.gumshoe")))));

    @ArchTest
    static final ArchRule noServiceKnowsAnother = slices().matching("org.gumshoe.services.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAPackage("org.gumshoe.services.common.."))
            .ignoreDependency(
                    resideInAPackage("org.gumshoe.services.standalone.."),
                    not(resideInAPackage("org.gumshoe.services.cli..")))
            .ignoreDependency(
                    resideInAPackage("org.gumshoe.services.cli.."),
                    resideInAPackage("org.gumshoe.services.standalone.."));

    @ArchTest
    static final ArchRule noRoomIsPartOfACircle =
            slices().matching("org.gumshoe.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theBrokerIsEmbeddedInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("org.gumshoe.services.standalone..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kafka.server..", "org.apache.kafka.server..", "org.apache.kafka.metadata..");

    /** There each is given the user's settings of Kafka's clients, those of TLS and SASL among them. */
    @ArchTest
    static final ArchRule kafkasClientsAreMadeInTwoPlaces = noClasses()
            .that()
            .doNotBelongToAnyOf(Clients.class, BoundedProducer.class, StreamsService.class)
            .and()
            .haveNameNotMatching(".*\\.(BoundedStreamsClients(\\$.*)?|SparingProducer)")
            .should()
            .callConstructorWhere(target(owner(assignableTo(KafkaConsumer.class)
                    .or(assignableTo(KafkaProducer.class))
                    .or(assignableTo(KafkaStreams.class)))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(Admin.class))).and(target(name("create"))));

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackages("org.gumshoe.services.cli..", BENCH)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");
}

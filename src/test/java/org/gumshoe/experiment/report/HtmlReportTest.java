// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.report.html.Svg;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.results.MadeUpResults;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class HtmlReportTest {
    @TempDir
    Path directory;

    @Test
    void thePageIsWellFormedWhateverIsMissing() throws Exception {
        for (ExperimentResults results : List.of(
                MadeUpResults.full(),
                MadeUpResults.empty(),
                MadeUpResults.unknown(),
                MadeUpResults.hostile("<b>&\"'\u0000\uD800 ]]></b>"))) {
            var document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(HtmlReport.page(results))));
            assertThat(document.getElementsByTagName("section").getLength()).isEqualTo(9);
        }
    }

    @Test
    void eachSectionHasItsPlotsAndTables() {
        Document page = Jsoup.parse(HtmlReport.page(MadeUpResults.full()));
        assertThat(page.select("#weak-to-strong svg, #layers svg")).hasSize(2);
        assertThat(page.select("#basin svg")).hasSize(2);
        assertThat(page.select("#data svg")).hasSize(2);
        assertThat(page.select("#steering svg")).hasSize(2);
        assertThat(page.select("#halves svg")).hasSize(1);
        assertThat(page.select("section table")).hasSize(18);
        assertThat(page.select("blockquote")).hasSize(2);
        assertThat(page.select("pre").text()).isEqualTo(MadeUpResults.full().command());
    }

    @Test
    void everyArmStandsInPlotAndTable() {
        Document page = Jsoup.parse(HtmlReport.page(MadeUpResults.full()));
        assertThat(page.select("#weak-to-strong svg text").eachText()).containsAll(MadeUpResults.ARMS);
        for (Element table : page.select("#weak-to-strong tbody")) {
            assertThat(table.select("th").eachText()).containsExactlyElementsOf(MadeUpResults.ARMS);
        }
        for (Element plot : page.select("#steering svg")) {
            assertThat(plot.select("text").eachText()).containsAll(MadeUpResults.STEERED);
        }
        for (String caption : new String[] {"Texts by arm, short openings", "own terms, short openings"}) {
            assertThat(page.select("#steering .scroll:has(caption:contains(" + caption + ")) tbody th")
                            .eachText())
                    .containsExactlyInAnyOrderElementsOf(MadeUpResults.STEERED);
        }
    }

    @Test
    void figuresHaveTheirIntervalsAndTheTargetsTheirVerdicts() {
        Document page = Jsoup.parse(HtmlReport.page(MadeUpResults.full()));
        assertThat(page.select("#weak-to-strong tr:contains(refined-strong)").text())
                .contains("0.893 [0.858, 0.921]");
        assertThat(page.select(".abstract").text())
                .contains("AUC 0.893 [0.858, 0.921] (target \u2265 0.88: met)", "0.762", "0.899", "0.956", "80 %");
        assertThat(page.select("#halves tr.marked").text())
                .startsWith("refined-strong")
                .contains("0.820 [0.790, 0.844]");
        Element targets = page.selectFirst("table");
        assertThat(targets.select("tr:contains(content share)").text()).endsWith("0.440 \u2265 0.35 met");
        assertThat(targets.select("tr:contains(judge of the concept)").text()).endsWith("0.846 \u2265 0.85 not met");
        assertThat(targets.select("tr:contains(rejection)").text()).endsWith("> 0 met");
    }

    @Test
    void divergedStartsAreHollow() {
        Document page = Jsoup.parse(HtmlReport.page(MadeUpResults.full()));
        long diverged = MadeUpResults.full().basin().starts().stream()
                .filter(ExperimentResults.Start::diverged)
                .count();
        assertThat(page.select("#basin-scatter-title")).hasSize(1);
        assertThat(page.select("#basin svg").first().select(".hollow:has(title)"))
                .hasSize((int) diverged);
    }

    @Test
    void hostileTextIsText() {
        String text = "<script>alert('x')</script><img src=x onerror=\"y\">&amp; \"quoted\"";
        Document page = Jsoup.parse(HtmlReport.page(MadeUpResults.hostile(text)));
        assertThat(page.select("script, img, [onerror]")).isEmpty();
        assertThat(page.select("blockquote p").text()).isEqualTo(text);
        assertThat(page.select("#steering tbody th").eachText()).contains(text);
        assertThat(page.select("pre code").text()).isEqualTo(text);
    }

    @Test
    void missingPartsAndUnknownFiguresAreSaidNotInvented() {
        Document empty = Jsoup.parse(HtmlReport.page(MadeUpResults.empty()));
        assertThat(empty.select("section p:contains(This part was not run)")).hasSize(8);
        assertThat(empty.select(".abstract").text()).contains("No part of the experiment was run.");
        assertThat(empty.select("svg")).isEmpty();
        Document unknown = Jsoup.parse(HtmlReport.page(MadeUpResults.unknown()));
        assertThat(unknown.text()).doesNotContain("NaN", "null", "Infinity");
        assertThat(unknown.selectFirst("table").select("td:last-child").eachText().stream()
                        .distinct())
                .containsExactly("not measured");
    }

    @Test
    void coordinatesAreNumbersAndInsideThePlot() {
        for (ExperimentResults results : List.of(MadeUpResults.full(), MadeUpResults.unknown())) {
            for (Element plot : Jsoup.parse(HtmlReport.page(results)).select("svg")) {
                String[] box = plot.attr("viewBox").split(" ");
                for (Element e : plot.select("[x1], [x]")) {
                    for (String name : List.of("x", "x1", "x2")) {
                        if (e.hasAttr(name)) {
                            assertThat(Double.parseDouble(e.attr(name))).isBetween(0.0, Double.parseDouble(box[2]));
                        }
                    }
                }
                assertThat(plot.outerHtml()).doesNotContain("NaN", "Infinity");
            }
        }
    }

    @Test
    void nothingIsFetchedAndIdsAreUnique() {
        String page = HtmlReport.page(MadeUpResults.full());
        assertThat(Pattern.compile("https?://[^\"]*")
                        .matcher(page)
                        .results()
                        .map(m -> m.group())
                        .distinct())
                .containsExactly(Svg.NAMESPACE);
        assertThat(page).doesNotContain("<script", "url(", "@import", " src=", "<link");
        Document document = Jsoup.parse(page);
        assertThat(document.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
        for (Element plot : document.select("svg")) {
            for (String id : plot.attr("aria-labelledby").split(" ")) {
                assertThat(plot.getElementById(id)).isNotNull();
            }
        }
    }

    @Test
    void theFileIsWrittenWhereItIsAskedFor() throws IOException {
        Path file = directory.resolve("new/report.html");
        HtmlReport.write(MadeUpResults.full(), file);
        assertThat(Files.readString(file)).startsWith("<!DOCTYPE html>");
        assertThatThrownBy(() -> HtmlReport.write(MadeUpResults.full(), file.resolve("below.html")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("below.html");
    }
}

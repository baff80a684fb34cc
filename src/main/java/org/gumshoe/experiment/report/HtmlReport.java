// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report;

import static org.gumshoe.experiment.report.html.HtmlWriter.attribute;
import static org.gumshoe.experiment.report.html.HtmlWriter.element;
import static org.gumshoe.experiment.report.html.HtmlWriter.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.report.html.HtmlWriter;
import org.gumshoe.experiment.report.html.ReportStyle;
import org.gumshoe.experiment.report.html.SvgFile;
import org.gumshoe.experiment.report.sections.BasinSection;
import org.gumshoe.experiment.report.sections.DataSection;
import org.gumshoe.experiment.report.sections.FrontMatter;
import org.gumshoe.experiment.report.sections.HalvesSection;
import org.gumshoe.experiment.report.sections.LawsPlots;
import org.gumshoe.experiment.report.sections.LawsSection;
import org.gumshoe.experiment.report.sections.LayersSection;
import org.gumshoe.experiment.report.sections.LdaSeedsSection;
import org.gumshoe.experiment.report.sections.SteeringSection;
import org.gumshoe.experiment.report.sections.WeakToStrongSection;
import org.gumshoe.experiment.results.ExperimentResults;

/**
 * Writer of the results as one HTML file with inline plots and no scripts or external resources.
 */
public final class HtmlReport {

    private HtmlReport() {}

    /**
     * Writes the report.
     *
     * @param results parts that are null are shown as not run, figures that are NaN as dashes
     * @throws BadInputException when the file cannot be written
     */
    public static void write(ExperimentResults results, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, page(results));
        } catch (IOException e) {
            throw new BadInputException(
                    "The report " + file + " cannot be written (" + e.getMessage() + "); choose another place.", e);
        }
    }

    /**
     * Writes the plots of the laws as files, for pages that show them by name.
     *
     * @throws BadInputException when a file cannot be written
     */
    public static void writePlots(ExperimentResults results, Path directory) {
        LawsPlots.of(results.laws()).forEach((name, plot) -> SvgFile.write(plot, directory.resolve(name + ".svg")));
    }

    /** Returns the page, well-formed both as HTML and as XML. */
    static String page(ExperimentResults results) {
        HtmlWriter head = element(
                "head",
                element("meta", attribute("charset", "utf-8")),
                element(
                        "meta",
                        attribute("name", "viewport"),
                        attribute("content", "width=device-width, initial-scale=1")),
                element("title", text(FrontMatter.title(results))),
                HtmlWriter.styles(ReportStyle.SHEET));
        HtmlWriter main = element(
                "main",
                FrontMatter.of(results),
                WeakToStrongSection.of(results.weakToStrong()),
                BasinSection.of(results.basin()),
                DataSection.of(results.data()),
                LayersSection.of(results.layers()),
                SteeringSection.of(results),
                LdaSeedsSection.of(results.pointers()),
                HalvesSection.of(results.halves()),
                LawsSection.of(results.laws()));
        return "<!DOCTYPE html>\n"
                + element("html", attribute("lang", "en"), head, element("body", main))
                        .source()
                + "\n";
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.html;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gumshoe.BadInputException;

/** File of one image, with the report's style sheet inside, for pages that show it by its name. */
public final class SvgFile {
    private SvgFile() {}

    /**
     * Writes an image of {@link Svg#image}.
     *
     * @throws BadInputException when the file cannot be written
     */
    public static void write(HtmlWriter image, Path file) {
        String source = image.source();
        int start = source.indexOf('>') + 1;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(
                    file,
                    source.substring(0, start)
                            + HtmlWriter.styles(ReportStyle.IMAGES).source()
                            + source.substring(start) + "\n");
        } catch (IOException e) {
            throw new BadInputException(
                    "The plot " + file + " cannot be written (" + e.getMessage() + "); choose another place.", e);
        }
    }
}

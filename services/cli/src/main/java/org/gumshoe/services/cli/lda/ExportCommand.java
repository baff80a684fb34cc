// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.files.PyLdaVis;
import org.gumshoe.lda.files.TopicModelJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe lda export}: the input of pyLDAvis. */
@Command(
        name = "export",
        description = "Writes the input of pyLDAvis: pyLDAvis.prepare(**json.load(open(FILE))).",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "a file that lda train wrote")
    Path file;

    @Parameters(paramLabel = "DIR", description = "books whose passages are shown")
    Path directory;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "JSON file to write")
    Path out;

    @Override
    public Integer call() {
        List<BagOfWords> bags =
                LdaOutput.bags(LdaOutput.read(directory, Integer.parseInt(LdaCommand.PASSAGE_WORDS), spec));
        PyLdaVis.write(TopicModelJson.read(file), bags, out);
        spec.commandLine().getOut().println("written to " + out);
        return 0;
    }
}

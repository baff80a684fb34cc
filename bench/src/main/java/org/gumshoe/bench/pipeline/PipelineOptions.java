// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import java.nio.file.Path;
import java.util.List;
import org.gumshoe.bench.system.NamedOptions;

/**
 * Options of a run, given as name=value.
 *
 * @param books of the demo's sample
 * @param perBook passages of a book that models read
 * @param real books that the real models read, to know what a passage costs them; 0: they read none
 * @param standing seconds for which the stream is left alone at its end
 * @param tiny directory of the small random models
 * @param out where models, data and the profile lie
 */
record PipelineOptions(int books, int perBook, int real, int standing, Path tiny, Path out) {
    private static final List<String> NAMES = List.of("books", "passages", "real", "standing");

    static PipelineOptions of(Path tiny, Path out, String... given) {
        NamedOptions options = NamedOptions.of(NAMES, given);
        return new PipelineOptions(
                Integer.parseInt(options.get("books", 126)),
                Integer.parseInt(options.get("passages", 4)),
                Integer.parseInt(options.get("real", 15)),
                Integer.parseInt(options.get("standing", 60)),
                tiny,
                out);
    }
}

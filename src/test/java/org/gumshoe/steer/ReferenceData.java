// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.Shared;
import org.gumshoe.steer.files.NpyArray;

/**
 * Reference data: activations, LDA scores and labels of 1,312 passages in ../shared/reference.
 * Tests that need them are skipped where they are missing.
 */
public final class ReferenceData {
    private ReferenceData() {}

    public record Passage(String book, String label, Map<String, Double> scores) {}

    public static Path directory(String skipped) {
        Path shared = Shared.with("reference").orElse(null);
        assumeThat(shared)
                .as("SKIPPED: " + skipped + ", since there is no directory ../shared/reference beside the repository")
                .isNotNull();
        return shared.resolve("reference");
    }

    public static List<Passage> passages(Path directory) throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve("lda-scores.tsv"));
        String[] columns = lines.getFirst().split("\t");
        List<Passage> out = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t");
            Map<String, Double> scores = new LinkedHashMap<>();
            for (int c = 4; c < cells.length; c++) {
                scores.put(columns[c], Double.parseDouble(cells[c]));
            }
            out.add(new Passage(cells[0], cells[3], scores));
        }
        return out;
    }

    public static float[][] activations(Path directory, String name) throws IOException {
        NpyArray array = NpyArray.read(directory.resolve(name + ".npy"));
        float[][] rows = new float[array.shape()[0]][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = array.row(i);
        }
        return rows;
    }
}

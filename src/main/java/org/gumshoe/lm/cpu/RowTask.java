// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of one of a matrix's parts, which a thread multiplies between two looks at whether there are more.
 *
 * @param part index of the part
 * @param first the first row
 * @param end the row after the last
 */
record RowTask(int part, int first, int end) {
    private static final int ROWS = 32;

    /**
     * Returns tasks that have all rows of all parts, in their order.
     *
     * @param rows of each part
     */
    static List<RowTask> of(int[] rows) {
        List<RowTask> tasks = new ArrayList<>();
        for (int part = 0; part < rows.length; part++) {
            for (int first = 0; first < rows[part]; first += ROWS) {
                tasks.add(new RowTask(part, first, Math.min(rows[part], first + ROWS)));
            }
        }
        return List.copyOf(tasks);
    }
}

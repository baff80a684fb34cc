// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import org.gumshoe.steer.RowView;

/**
 * Rows one after the other in a few long arrays. Whoever reads them all in this order has them from memory
 * twice as fast as rows that lie anywhere.
 */
final class RowBlocks {
    /** Numbers in a block: half a megabyte, which the garbage collector moves as it moves small arrays. */
    private static final int NUMBERS = 1 << 16;

    private double[] block = {};
    private int used;

    /** Copies a row to the end. */
    RowView add(RowView row) {
        if (used + row.width() > block.length) {
            int rows = Math.max(1, NUMBERS / row.width());
            block = new double[rows * row.width()];
            used = 0;
        }
        System.arraycopy(row.numbers(), row.at(), block, used, row.width());
        RowView view = new RowView(block, used, row.width());
        used += row.width();
        return view;
    }
}

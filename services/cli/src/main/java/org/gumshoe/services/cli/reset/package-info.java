// SPDX-License-Identifier: GPL-3.0-or-later
/** Command {@code gumshoe reset}: deletes what a system holds. */
package org.gumshoe.services.cli.reset;

// SPDX-License-Identifier: GPL-3.0-or-later
/** The books of one partition: their sums, what has changed in them, and what they answer. */
package org.gumshoe.services.steering.books;

// SPDX-License-Identifier: GPL-3.0-or-later
/** Command {@code gumshoe experiment}: the experiment on labelled books, without Kafka. */
package org.gumshoe.services.cli.experiment;

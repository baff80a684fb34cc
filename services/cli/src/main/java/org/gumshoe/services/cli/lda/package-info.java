// SPDX-License-Identifier: GPL-3.0-or-later
/** Command {@code gumshoe lda}: the topic model as a tool for plain directories, without Kafka. */
package org.gumshoe.services.cli.lda;

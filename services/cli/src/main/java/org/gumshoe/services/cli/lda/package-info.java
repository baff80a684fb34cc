// SPDX-License-Identifier: GPL-3.0-or-later
/** {@code gumshoe lda}: the topic model as a tool on plain directories, without Kafka. */
package org.gumshoe.services.cli.lda;

// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The method as plain functions, without Kafka, files or labels: reading, stitching, refining,
 * building vectors, steering stories. The services and the experiment both call it; neither repeats
 * it.
 */
package org.gumshoe.pipeline;

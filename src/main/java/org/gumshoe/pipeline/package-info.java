// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Method of Gumshoe as plain functions, without Kafka, files or labels: reading passages, stitching
 * models, refining concepts, building steering vectors and steering stories. The services and the
 * experiment both call it.
 */
package org.gumshoe.pipeline;

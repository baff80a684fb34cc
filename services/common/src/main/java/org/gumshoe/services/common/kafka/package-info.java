// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Kafka as every service uses it: the topic catalogue, serdes, clients, dead letters and tables.
 */
package org.gumshoe.services.common.kafka;

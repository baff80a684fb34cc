// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Kafka as every service uses it: topic catalogue and administration, serdes, plain clients, dead
 * letters and tables.
 */
package org.gumshoe.services.common.kafka;

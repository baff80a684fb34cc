// SPDX-License-Identifier: GPL-3.0-or-later
/** What is asked of Kafka's brokers apart from records: topics, groups, and what they hold. */
package org.gumshoe.services.common.kafka.admin;

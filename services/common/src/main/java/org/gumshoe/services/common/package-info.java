// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What every service shares: settings, Kafka clients and topics, records and their keys, and the
 * runner with health and metrics. Nothing here knows a single service or the method.
 */
package org.gumshoe.services.common;

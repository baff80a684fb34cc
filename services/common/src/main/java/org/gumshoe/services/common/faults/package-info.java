// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What happens when something goes wrong: a fault of a record becomes one dead letter and the stream
 * goes on; a fault of the surroundings (broker away, disk full) is retried with growing pauses and
 * told by {@code /ready}.
 */
package org.gumshoe.services.common.faults;

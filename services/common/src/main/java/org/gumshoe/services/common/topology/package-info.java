// SPDX-License-Identifier: GPL-3.0-or-later
/** What topologies are made of: guarded processors, their stores, and work by the clock. */
package org.gumshoe.services.common.topology;

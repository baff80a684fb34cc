// SPDX-License-Identifier: GPL-3.0-or-later
/** Wiring: the registry of services, an embedded broker, and both together in one JVM. */
package org.gumshoe.services.standalone;

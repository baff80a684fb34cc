// SPDX-License-Identifier: GPL-3.0-or-later
/** Life cycle of a service: start, health, metrics, state and shutdown. */
package org.gumshoe.services.common.runtime;

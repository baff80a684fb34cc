// SPDX-License-Identifier: GPL-3.0-or-later
/** Calls of the gateway: what people and programs send, and what they are answered. */
package org.gumshoe.services.gateway.calls;

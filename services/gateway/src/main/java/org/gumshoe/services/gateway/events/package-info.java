// SPDX-License-Identifier: GPL-3.0-or-later
/** Server-sent events: bounded queues of clients, and the stream that a reconnecting page goes on with. */
package org.gumshoe.services.gateway.events;

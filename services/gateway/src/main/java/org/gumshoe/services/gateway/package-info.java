// SPDX-License-Identifier: GPL-3.0-or-later
/** The gateway: HTTP in and out of the stream, and server-sent events. */
package org.gumshoe.services.gateway;

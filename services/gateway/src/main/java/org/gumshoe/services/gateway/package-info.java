// SPDX-License-Identifier: GPL-3.0-or-later
/** HTTP gateway: requests into the stream, and vectors, metrics and stories out of it. */
package org.gumshoe.services.gateway;

// SPDX-License-Identifier: GPL-3.0-or-later
/** HTTP as every server of Gumshoe speaks it: who may ask, what a request may hold, how it is refused. */
package org.gumshoe.services.common.http;

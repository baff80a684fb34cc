// SPDX-License-Identifier: GPL-3.0-or-later
/** What a system has learned, as a file: the newest records of the topics that readers go by. */
package org.gumshoe.services.common.state;

// SPDX-License-Identifier: GPL-3.0-or-later
/** Commands {@code state}, {@code replay} and {@code rekey}: what a system has learned, kept, put back and moved. */
package org.gumshoe.services.cli.state;

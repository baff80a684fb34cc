// SPDX-License-Identifier: GPL-3.0-or-later
/** Commands {@code gumshoe state} and {@code gumshoe replay}: what a system has learned, kept and put back. */
package org.gumshoe.services.cli.state;

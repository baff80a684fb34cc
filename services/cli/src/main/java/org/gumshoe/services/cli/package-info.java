// SPDX-License-Identifier: GPL-3.0-or-later
/** The command line: one class a command. */
package org.gumshoe.services.cli;
